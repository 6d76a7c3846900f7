// Everything AttentionFunctions needs, in one resource group. docs/deploy.md says what each resource is for.
targetScope = 'resourceGroup'

@description('Short name of this installation; part of every resource name.')
@minLength(3)
@maxLength(12)
param name string

param location string = resourceGroup().location

@description('Where the app runs. Flex Consumption costs nothing when idle; Premium keeps instances warm; Container Apps takes an image.')
@allowed(['FlexConsumption', 'Premium', 'ContainerApps'])
param plan string = 'FlexConsumption'

@description('Where the retrain timer runs: with the rest, in a second app on Premium, or in a second app on a Container Apps GPU profile.')
@allowed(['Same', 'Premium', 'ContainerAppsGpu'])
param trainer string = 'Same'

@description('Image of the app, for Container Apps: registry/repository:tag. The registry must be the one of containerRegistry.')
param image string = ''

@description('Image of the trainer with the GPU flavour, for ContainerAppsGpu.')
param trainerImage string = ''

@description('Name of an Azure Container Registry in this resource group that holds the images; empty when no image is used.')
param containerRegistry string = ''

@description('Memory of one Flex Consumption instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Most instances that the app scales out to.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Name of the queue that events arrive in.')
param queueName string = 'behaviour-events'

@description('32 random bytes in base64, from openssl rand -base64 32. Give it at the first deployment only: empty keeps the stored one. Losing it orphans every profile.')
@secure()
param pseudonymKey string = ''

@description('The key that clients of the Personalizer routes send. Empty keeps the stored one.')
@secure()
param subscriptionKey string = ''

@description('When to retrain: six-field NCRONTAB, UTC.')
param retrainSchedule string = '0 0 3 * * *'

@description('When to compact the log: six-field NCRONTAB, UTC.')
param tidySchedule string = '0 30 2 * * *'

@description('When to write the economy reports: six-field NCRONTAB, UTC.')
param economySchedule string = '0 0 4 * * *'

@description('When to learn from decisions: six-field NCRONTAB, UTC.')
param learnSchedule string = '0 */1 * * * *'

@description('When to charge clicks on sponsored places: six-field NCRONTAB, UTC.')
param settleSchedule string = '30 * * * * *'

@description('Days after which event segments move to the cool tier; 0 leaves them hot.')
@minValue(0)
param coolAfterDays int = 30

@description('Days after which event segments are deleted; 0 keeps them. The log is what everything else is rebuilt from.')
@minValue(0)
param deleteAfterDays int = 0

@description('Storage redundancy.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('Tier of the Service Bus namespace. Private endpoints need Premium.')
@allowed(['Standard', 'Premium'])
param serviceBusTier string = 'Standard'

@description('Reach storage, queue and vault through private endpoints only. Needs the Premium tier of Service Bus.')
param privateEndpoints bool = false

@description('Deploy Azure OpenAI for the assistant.')
param openAi bool = false

@description('Model and version of the Azure OpenAI deployment.')
param openAiModel { name: string, version: string, capacity: int } = { name: 'gpt-4o-mini', version: '2024-07-18', capacity: 10 }

@description('An Azure OpenAI resource that exists, by resource id, instead of a new one. The app gets the role that asks it; empty for none.')
param openAiResourceId string = ''

@description('Name of the deployment that answers, in the resource that is deployed or given.')
param openAiDeployment string = openAiModel.name

@description('Paraphrases of each item text, made by the assistant\'s model for search and training; 0 makes none. The tidy timer pays for at most 200,000 tokens a day.')
@minValue(0)
@maxValue(8)
param paraphrases int = 0

@description('Where alerts are mailed to; none sends none.')
param alertEmails string[] = []

@description('Monthly budget in the currency of the subscription; 0 for none. Reaching it sends mail and stops nothing.')
@minValue(0)
param monthlyBudget int = 0

@description('First day of the month in which the budget starts.')
param budgetStart string = utcNow('yyyy-MM-01')

var tags = { application: 'AttentionFunctions', installation: name }
var suffix = take(uniqueString(resourceGroup().id, name), 6)
var unique = toLower('${replace(name, '-', '')}${suffix}')
var secondApp = trainer != 'Same'
var containerApps = plan == 'ContainerApps' || trainer == 'ContainerAppsGpu'
var premium = plan == 'Premium' || trainer == 'Premium'

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { name: '${name}-app', location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: { name: name, location: location, tags: tags }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: take('st${unique}', 24)
    location: location
    tags: tags
    sku: storageSku
    coolAfterDays: coolAfterDays
    deleteAfterDays: deleteAfterDays
    publicNetwork: !privateEndpoints
    workspaceId: monitoring.outputs.workspaceId
  }
}

module serviceBus 'modules/servicebus.bicep' = {
  name: 'serviceBus'
  params: {
    name: 'sb-${name}-${suffix}'
    location: location
    tags: tags
    queueName: queueName
    tier: privateEndpoints ? 'Premium' : serviceBusTier
    publicNetwork: !privateEndpoints
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    name: take('kv-${unique}', 24)
    location: location
    tags: tags
    pseudonymKey: pseudonymKey
    subscriptionKey: subscriptionKey
    publicNetwork: !privateEndpoints
    workspaceId: monitoring.outputs.workspaceId
  }
}

module assistant 'modules/openai.bicep' = if (openAi) {
  name: 'openAi'
  params: { name: 'oai-${name}-${suffix}', location: location, tags: tags, model: openAiModel }
}

// The role assignment lies where the resource does, which may be another group or subscription.
var givenOpenAi = split(empty(openAiResourceId) ? resourceGroup().id : openAiResourceId, '/')
module givenAssistant 'modules/openai-given.bicep' = if (!empty(openAiResourceId)) {
  name: 'openAiGiven'
  scope: resourceGroup(givenOpenAi[2], givenOpenAi[4])
  params: { name: last(givenOpenAi), principalId: identity.outputs.principalId }
}

module roles 'modules/roles.bicep' = {
  name: 'roles'
  params: {
    principalId: identity.outputs.principalId
    storageName: storage.outputs.name
    namespaceName: serviceBus.outputs.name
    queueName: queueName
    vaultName: vault.outputs.name
    insightsName: monitoring.outputs.insightsName
    containerRegistry: containerRegistry
    openAiName: assistant.?outputs.name ?? ''
  }
}

module network 'modules/network.bicep' = if (privateEndpoints) {
  name: 'network'
  params: {
    name: name
    location: location
    tags: tags
    plan: plan
    storageId: storage.outputs.id
    namespaceId: serviceBus.outputs.id
    vaultId: vault.outputs.id
  }
}

// Every setting that the app and the Functions host read; the tests compare it with the code.
var appSettings = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identity.outputs.clientId}'
  APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.insightsConnection
  Assistant__Endpoint: givenAssistant.?outputs.endpoint ?? assistant.?outputs.endpoint ?? ''
  Assistant__Kind: 'Azure'
  Assistant__Model: openAiDeployment
  AZURE_CLIENT_ID: identity.outputs.clientId
  AzureWebJobsStorage__accountName: storage.outputs.name
  AzureWebJobsStorage__clientId: identity.outputs.clientId
  AzureWebJobsStorage__credential: 'managedidentity'
  EconomySchedule: economySchedule
  LearnSchedule: learnSchedule
  Paraphrases__Count: string(paraphrases)
  Queue: queueName
  RetrainSchedule: retrainSchedule
  ServiceBus__clientId: identity.outputs.clientId
  ServiceBus__credential: 'managedidentity'
  ServiceBus__fullyQualifiedNamespace: serviceBus.outputs.host
  SettleSchedule: settleSchedule
  Storage: storage.outputs.blobEndpoint
  TidySchedule: tidySchedule
}

// Two secrets by reference. App Service resolves them; Container Apps has a syntax of its own, in its module.
var keyReference = {
  PseudonymKey: '@Microsoft.KeyVault(SecretUri=${vault.outputs.pseudonymKeyUri})'
  SubscriptionKey: '@Microsoft.KeyVault(SecretUri=${vault.outputs.subscriptionKeyUri})'
}

// With a second app, the first leaves the retrain timer to it, and the second does nothing else: nobody reaches its HTTP functions.
var withoutTrainer = secondApp ? { 'AzureWebJobs.RetrainTimer.Disabled': 'true' } : {}
var trainerOnly = {
  'AzureWebJobs.EconomyTimer.Disabled': 'true'
  'AzureWebJobs.Ingest.Disabled': 'true'
  'AzureWebJobs.LearnTimer.Disabled': 'true'
  'AzureWebJobs.SettleTimer.Disabled': 'true'
  'AzureWebJobs.TidyTimer.Disabled': 'true'
}

module flex 'modules/app-flex.bicep' = if (plan == 'FlexConsumption') {
  name: 'app-flex'
  params: {
    name: 'func-${name}-${suffix}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    settings: union(appSettings, keyReference, withoutTrainer)
    deploymentContainer: '${storage.outputs.blobEndpoint}${storage.outputs.deploymentContainer}'
    instanceMemoryMB: instanceMemoryMB
    maximumInstances: maximumInstances
    subnetId: network.?outputs.appSubnetId ?? ''
  }
  dependsOn: [roles]
}

module premiumPlan 'modules/plan-premium.bicep' = if (premium) {
  name: 'plan-premium'
  params: { name: 'plan-${name}', location: location, tags: tags, maximumInstances: maximumInstances }
}

module premiumApp 'modules/app-premium.bicep' = if (plan == 'Premium') {
  name: 'app-premium'
  params: {
    name: 'func-${name}-${suffix}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    settings: union(appSettings, keyReference, withoutTrainer)
    planId: premiumPlan.?outputs.id ?? ''
    subnetId: network.?outputs.appSubnetId ?? ''
    publicNetwork: true
  }
  dependsOn: [roles]
}

module premiumTrainer 'modules/app-premium.bicep' = if (trainer == 'Premium') {
  name: 'trainer-premium'
  params: {
    name: 'func-${name}-train-${suffix}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    settings: union(appSettings, keyReference, trainerOnly)
    planId: premiumPlan.?outputs.id ?? ''
    subnetId: plan == 'Premium' ? (network.?outputs.appSubnetId ?? '') : ''
    publicNetwork: false
  }
  dependsOn: [roles]
}

module environment 'modules/container-environment.bicep' = if (containerApps) {
  name: 'container-environment'
  params: {
    name: 'cae-${name}'
    location: location
    tags: tags
    gpu: trainer == 'ContainerAppsGpu'
    subnetId: plan == 'ContainerApps' ? (network.?outputs.appSubnetId ?? '') : ''
  }
}

module containerApp 'modules/app-container.bicep' = if (plan == 'ContainerApps') {
  name: 'app-container'
  params: {
    name: 'ca-${name}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    environmentId: environment.?outputs.id ?? ''
    workloadProfile: 'Consumption'
    image: image
    containerRegistry: containerRegistry
    settings: union(appSettings, withoutTrainer)
    pseudonymKeyUri: vault.outputs.pseudonymKeyUri
    subscriptionKeyUri: vault.outputs.subscriptionKeyUri
    cpu: '2.0'
    memory: '4Gi'
    minimumReplicas: 0
    maximumReplicas: maximumInstances
    ingress: true
  }
  dependsOn: [roles]
}

module containerTrainer 'modules/app-container.bicep' = if (trainer == 'ContainerAppsGpu') {
  name: 'trainer-container'
  params: {
    name: 'ca-${name}-train'
    location: location
    tags: tags
    identityId: identity.outputs.id
    environmentId: environment.?outputs.id ?? ''
    workloadProfile: 'gpu'
    image: trainerImage
    containerRegistry: containerRegistry
    settings: union(appSettings, trainerOnly, { Encoder__ExecutionProvider: 'cuda' })
    pseudonymKeyUri: vault.outputs.pseudonymKeyUri
    subscriptionKeyUri: vault.outputs.subscriptionKeyUri
    cpu: '8.0'
    memory: '56Gi'
    minimumReplicas: 1 // A timer does not scale up from zero.
    maximumReplicas: 1
    ingress: false
  }
  dependsOn: [roles]
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    name: name
    location: location
    tags: tags
    emails: alertEmails
    namespaceId: serviceBus.outputs.id
    queueName: queueName
    insightsId: monitoring.outputs.insightsId
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  params: { name: name, location: location, tags: tags, insightsId: monitoring.outputs.insightsId }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0 && !empty(alertEmails)) {
  name: 'budget'
  params: { name: name, amount: monthlyBudget, startDate: budgetStart, emails: alertEmails }
}

output appHost string = flex.?outputs.host ?? premiumApp.?outputs.host ?? containerApp.?outputs.host ?? ''
output appName string = flex.?outputs.name ?? premiumApp.?outputs.name ?? containerApp.?outputs.name ?? ''
output trainerName string = premiumTrainer.?outputs.name ?? containerTrainer.?outputs.name ?? ''
output serviceBusHost string = serviceBus.outputs.host
output queue string = queueName
output storage string = storage.outputs.blobEndpoint
output vaultName string = vault.outputs.name
output openAiEndpoint string = givenAssistant.?outputs.endpoint ?? assistant.?outputs.endpoint ?? ''
