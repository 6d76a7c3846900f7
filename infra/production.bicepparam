// Private endpoints, zone-redundant storage, warm instances, a trainer of its own, alerts and a budget.
using 'main.bicep'

param name = 'attention'
param plan = 'Premium'
param trainer = 'Premium'
param serviceBusTier = 'Premium'
param privateEndpoints = true
param storageSku = 'Standard_ZRS'
param coolAfterDays = 30
param maximumInstances = 20
param alertEmails = ['operations@example.com']
param monthlyBudget = 1500
param pseudonymKey = readEnvironmentVariable('PSEUDONYM_KEY', '')
param subscriptionKey = readEnvironmentVariable('SUBSCRIPTION_KEY', '')
