// Containers, with the trainer on a GPU profile. Push both flavours of the Dockerfile to the registry first.
using 'main.bicep'

param name = 'attention'
param plan = 'ContainerApps'
param trainer = 'ContainerAppsGpu'
param containerRegistry = 'attentionimages'
param image = 'attentionimages.azurecr.io/attention:1'
param trainerImage = 'attentionimages.azurecr.io/attention:1-gpu'
param alertEmails = ['operations@example.com']
param pseudonymKey = readEnvironmentVariable('PSEUDONYM_KEY', '')
param subscriptionKey = readEnvironmentVariable('SUBSCRIPTION_KEY', '')
