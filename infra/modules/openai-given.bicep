// What the app's identity may do at an Azure OpenAI resource that was there before: ask its models, and nothing else.
param name string
param principalId string

// Cognitive Services OpenAI User, https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var roleId = '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd'

resource account 'Microsoft.CognitiveServices/accounts@2024-10-01' existing = {
  name: name
}

resource askModel 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, principalId, roleId)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
  }
}

output endpoint string = account.properties.endpoint
