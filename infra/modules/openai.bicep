// The model behind the assistant, reached by identity only.
param name string
param location string
param tags object
param model { name: string, version: string, capacity: int }

resource account 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: name
  location: location
  tags: tags
  kind: 'OpenAI'
  sku: { name: 'S0' }
  properties: {
    customSubDomainName: name
    disableLocalAuth: true
    publicNetworkAccess: 'Enabled'
  }

  resource deployment 'deployments' = {
    name: model.name
    sku: { name: 'GlobalStandard', capacity: model.capacity }
    properties: { model: { format: 'OpenAI', name: model.name, version: model.version } }
  }
}

output name string = account.name
output endpoint string = account.properties.endpoint
