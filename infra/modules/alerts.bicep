// What somebody should be woken for, or read the next morning. docs/operate.md says what to do about each.
param name string
param location string
param tags object
param emails string[]
param namespaceId string
param queueName string
param insightsId string

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: take(name, 12)
    enabled: true
    emailReceivers: [for (email, i) in emails: { name: 'mail-${i}', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'alert-${name}-dead-letters'
  location: 'global'
  tags: tags
  properties: {
    description: 'Messages were given up after ten deliveries. docs/operate.md, "Dead letters".'
    severity: 1
    enabled: true
    scopes: [namespaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'dead'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: [queueName] }]
          operator: 'GreaterThan'
          threshold: 0
          timeAggregation: 'Maximum'
        }
      ]
    }
    actions: [{ actionGroupId: group.id }]
  }
}

resource backlog 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'alert-${name}-backlog'
  location: 'global'
  tags: tags
  properties: {
    description: 'Events wait for long: ingest does not keep up, or does not run.'
    severity: 2
    enabled: true
    scopes: [namespaceId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'waiting'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'ActiveMessages'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: [queueName] }]
          operator: 'GreaterThan'
          threshold: 10000
          timeAggregation: 'Minimum'
        }
      ]
    }
    actions: [{ actionGroupId: group.id }]
  }
}

resource failures 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'alert-${name}-failures'
  location: 'global'
  tags: tags
  properties: {
    description: 'Requests or function runs fail.'
    severity: 2
    enabled: true
    scopes: [insightsId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'failed'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'microsoft.insights/components'
          metricName: 'requests/failed'
          operator: 'GreaterThan'
          threshold: 10
          timeAggregation: 'Count'
        }
      ]
    }
    actions: [{ actionGroupId: group.id }]
  }
}

resource latency 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'alert-${name}-latency'
  location: 'global'
  tags: tags
  properties: {
    description: 'Requests take longer than half a second on average.'
    severity: 3
    enabled: true
    scopes: [insightsId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'slow'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'microsoft.insights/components'
          metricName: 'requests/duration'
          operator: 'GreaterThan'
          threshold: 500
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [{ actionGroupId: group.id }]
  }
}

var queries = [
  {
    name: 'failed-gate'
    description: 'A retrained model did not pass the gate. One is no fault; several in a row mean that the data changed or the log is thin.'
    query: 'traces | where message startswith "Retrain: NotPromoted"'
    window: 'P1D'
    threshold: 0
  }
  {
    name: 'invalid'
    description: 'More than one event in twenty is no valid event: a publisher changed what it sends.'
    query: 'customMetrics | where name in ("attention.ingest.stored", "attention.ingest.quarantined") | summarize stored = sumif(valueSum, name == "attention.ingest.stored"), bad = sumif(valueSum, name == "attention.ingest.quarantined") | where bad > 0.05 * (stored + bad)'
    window: 'PT1H'
    threshold: 0
  }
  {
    name: 'drift'
    description: 'What people do is no longer what the serving model learnt from: the population stability index of the last day is above 0.25.'
    query: 'customMetrics | where name == "attention.drift" | summarize drift = max(valueMax) by of = tostring(customDimensions.of) | where drift > 0.25'
    window: 'P1D'
    threshold: 0
  }
]

resource queryAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for query in queries: {
    name: 'alert-${name}-${query.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      description: query.description
      severity: 3
      enabled: true
      scopes: [insightsId]
      evaluationFrequency: 'PT1H'
      windowSize: query.window
      criteria: {
        allOf: [{ query: query.query, timeAggregation: 'Count', operator: 'GreaterThan', threshold: query.threshold }]
      }
      actions: { actionGroups: [group.id] }
    }
  }
]
