// Where the containers run: the Consumption profile, and a GPU profile when the trainer asks for one.
param name string
param location string
param tags object
param gpu bool

@description('Subnet for private endpoints; empty for none.')
param subnetId string

var consumption = [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
var gpuProfile = gpu ? [{ name: 'gpu', workloadProfileType: 'Consumption-GPU-NC8as-T4' }] : []

resource environment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    workloadProfiles: concat(consumption, gpuProfile)
    vnetConfiguration: empty(subnetId) ? null : { infrastructureSubnetId: subnetId, internal: false }
    peerTrafficConfiguration: { encryption: { enabled: true } }
  }
}

output id string = environment.id
