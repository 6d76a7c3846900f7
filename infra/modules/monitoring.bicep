// One workspace for everything; Application Insights on it takes telemetry from identities only.
param name string
param location string
param tags object

@description('Days that logs are kept.')
param retentionDays int = 30

@description('Gigabytes a day after which the workspace stops taking logs, so that a fault cannot cost without limit.')
param dailyCapGB int = 5

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${name}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyCapGB }
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${name}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

output workspaceId string = workspace.id
output insightsId string = insights.id
output insightsName string = insights.name
// Where to send, not a secret: without local authentication, sending takes the role Monitoring Metrics Publisher.
#disable-next-line outputs-should-not-contain-secrets
output insightsConnection string = insights.properties.ConnectionString
