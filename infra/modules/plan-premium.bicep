// Elastic Premium: one warm instance, more under load. The app, the trainer, or both run on it.
param name string
param location string
param tags object
param maximumInstances int

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'elastic'
  sku: { name: 'EP2', tier: 'ElasticPremium', family: 'EP', capacity: 1 }
  properties: { reserved: true, maximumElasticWorkerCount: min(maximumInstances, 100) }
}

output id string = plan.id
