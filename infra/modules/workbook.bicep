// One page: is everything stored, is it fast, does it learn.
param name string
param location string
param tags object
param insightsId string

var tiles = [
  { title: 'Events stored, duplicate and quarantined, by hour', query: 'customMetrics | where name startswith "attention.ingest." | summarize sum(valueSum) by name, bin(timestamp, 1h)', chart: 'timechart' }
  { title: 'Requests by route: count, failures, milliseconds', query: 'requests | summarize count(), failed = countif(success == false), p50 = percentile(duration, 50), p99 = percentile(duration, 99) by name | order by count_ desc', chart: 'table' }
  { title: 'Retrains and their outcomes', query: 'traces | where message startswith "Retrain: " | project timestamp, message | order by timestamp desc | take 50', chart: 'table' }
  { title: 'Drift from what the serving model learnt (0.1 little, 0.25 much)', query: 'customMetrics | where name == "attention.drift" | summarize max(valueMax) by tostring(customDimensions.of), bin(timestamp, 1d)', chart: 'timechart' }
  { title: 'Exceptions', query: 'exceptions | summarize count() by type, bin(timestamp, 1h)', chart: 'timechart' }
]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, name, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'AttentionFunctions ${name}'
    category: 'workbook'
    sourceId: insightsId
    serializedData: string({
      version: 'Notebook/1.0'
      items: map(tiles, tile => {
        type: 3
        content: {
          version: 'KqlItem/1.0'
          title: tile.title
          query: tile.query
          size: 0
          timeContext: { durationMs: 86400000 }
          queryType: 0
          resourceType: 'microsoft.insights/components'
          crossComponentResources: [insightsId]
          visualization: tile.chart
        }
      })
      '$schema': 'https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json'
    })
  }
}
