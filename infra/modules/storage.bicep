// The event log and all that is derived from it, the Functions host's own state, and the packages of Flex Consumption.
param name string
param location string
param tags object
param sku string
param coolAfterDays int
param deleteAfterDays int
param publicNetwork bool
param workspaceId string

@description('The container that the app stores in: BlobStores.DefaultContainer in the code.')
param dataContainer string = 'attention'
param packageContainer string = 'app-package'

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku }
  kind: 'StorageV2'
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: publicNetwork ? 'Enabled' : 'Disabled'
    supportsHttpsTrafficOnly: true
    networkAcls: { bypass: 'AzureServices', defaultAction: publicNetwork ? 'Allow' : 'Deny' }
    encryption: {
      keySource: 'Microsoft.Storage'
      requireInfrastructureEncryption: true
      services: { blob: { enabled: true, keyType: 'Account' } }
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      // A deleted blob and a deleted container can be brought back for a week. Erasure of a person is complete only after it: see docs/operate.md.
      deleteRetentionPolicy: { enabled: true, days: 7 }
      containerDeleteRetentionPolicy: { enabled: true, days: 7 }
    }

    resource data 'containers' = {
      name: dataContainer
      properties: { publicAccess: 'None' }
    }

    resource packages 'containers' = {
      name: packageContainer
      properties: { publicAccess: 'None' }
    }
  }
}

var coolRules = coolAfterDays == 0 ? {} : { tierToCool: { daysAfterModificationGreaterThan: coolAfterDays } }
var deleteRules = deleteAfterDays == 0 ? {} : { delete: { daysAfterModificationGreaterThan: deleteAfterDays } }
var logRules = union(coolRules, deleteRules)

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = if (!empty(logRules)) {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'event-log'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${dataContainer}/events/v1/'] }
            actions: { baseBlob: logRules }
          }
        }
      ]
    }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account::blobs
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageDelete', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

output id string = account.id
output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
output deploymentContainer string = packageContainer
