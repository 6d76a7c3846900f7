// The queue that events arrive in.
param name string
param location string
param tags object
param queueName string
param tier string
param publicNetwork bool
param workspaceId string

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: tier, tier: tier, capacity: tier == 'Premium' ? 1 : null }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: publicNetwork ? 'Enabled' : 'Disabled'
  }

  resource queue 'queues' = {
    name: queueName
    properties: {
      // The trigger renews no lock of a batch. One takes seconds, and minutes when storage is slow; an instance that is killed keeps its few
      // hundred messages from the others for this long.
      lockDuration: 'PT5M'
      // Ten failures of a batch: storage was away for minutes, or a message is poison.
      maxDeliveryCount: 10
      // A client that retries sends the same message id; the pipeline recognises event ids beyond that window.
      requiresDuplicateDetection: true
      duplicateDetectionHistoryTimeWindow: 'PT10M'
      deadLetteringOnMessageExpiration: true
      defaultMessageTimeToLive: 'P14D'
      maxSizeInMegabytes: 5120
      requiresSession: false
    }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: namespace
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'OperationalLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = namespace.id
output name string = namespace.name
output host string = parseUri(namespace.properties.serviceBusEndpoint).host
