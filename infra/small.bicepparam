// A trial, or a small site: next to nothing when idle.
using 'main.bicep'

param name = 'attention'
param plan = 'FlexConsumption'
param pseudonymKey = readEnvironmentVariable('PSEUDONYM_KEY', '')
param subscriptionKey = readEnvironmentVariable('SUBSCRIPTION_KEY', '')
