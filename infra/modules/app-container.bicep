// The app, or the trainer, as a container. The kind functionapp makes the platform scale by the triggers that the image declares.
param name string
param location string
param tags object
param identityId string
param environmentId string
param workloadProfile string
param image string
param containerRegistry string
param settings object
param pseudonymKeyUri string
param subscriptionKeyUri string
param cpu string
param memory string
param minimumReplicas int
param maximumReplicas int
param ingress bool

resource app 'Microsoft.App/containerApps@2025-02-02-preview' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    environmentId: environmentId
    workloadProfileName: workloadProfile
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: ingress ? { external: true, targetPort: 80, allowInsecure: false, transport: 'auto' } : null
      registries: empty(containerRegistry) ? [] : [{ server: '${containerRegistry}${az.environment().suffixes.acrLoginServer}', identity: identityId }]
      secrets: [
        { name: 'pseudonym-key', keyVaultUrl: pseudonymKeyUri, identity: identityId }
        { name: 'subscription-key', keyVaultUrl: subscriptionKeyUri, identity: identityId }
      ]
    }
    template: {
      containers: [
        {
          name: 'app'
          image: image
          resources: { cpu: json(cpu), memory: memory }
          env: concat(
            map(items(settings), setting => { name: setting.key, value: string(setting.value) }),
            [
              { name: 'PseudonymKey', secretRef: 'pseudonym-key' }
              { name: 'SubscriptionKey', secretRef: 'subscription-key' }
            ]
          )
        }
      ]
      scale: { minReplicas: minimumReplicas, maxReplicas: maximumReplicas }
    }
  }
}

output name string = app.name
output host string = app.properties.configuration.?ingress.?fqdn ?? ''
