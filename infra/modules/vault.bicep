// Holds the two secrets there are: the key of the pseudonyms, and the key that clients of the Personalizer routes send.
param name string
param location string
param tags object
param publicNetwork bool
param workspaceId string

@secure()
param pseudonymKey string

@secure()
param subscriptionKey string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    // Without the key no profile can be found again: nobody can delete it for good within 90 days.
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: publicNetwork ? 'Enabled' : 'Disabled'
    networkAcls: { bypass: 'AzureServices', defaultAction: publicNetwork ? 'Allow' : 'Deny' }
  }
}

var secretName = 'pseudonym-key'

resource secret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(pseudonymKey)) {
  parent: vault
  name: secretName
  properties: { value: pseudonymKey, contentType: '32 bytes, base64' }
}

var subscriptionSecretName = 'subscription-key'

resource subscriptionSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(subscriptionKey)) {
  parent: vault
  name: subscriptionSecretName
  properties: { value: subscriptionKey, contentType: 'text' }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'AuditEvent', enabled: true }]
  }
}

output id string = vault.id
output name string = vault.name
// The address of the secret, without a version: a new one is picked up within a day.
#disable-next-line outputs-should-not-contain-secrets
output pseudonymKeyUri string = '${vault.properties.vaultUri}secrets/${secretName}'

#disable-next-line outputs-should-not-contain-secrets
output subscriptionKeyUri string = '${vault.properties.vaultUri}secrets/${subscriptionSecretName}'
