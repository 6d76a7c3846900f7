using AttentionFunctions.Catalogue;
using AttentionFunctions.Profiles;

namespace AttentionFunctions.Plan;

/// <summary>Profile → observations → supply.</summary>
public sealed class ReadSupply(CatalogueStore catalogue, PopulationStore population)
{
    public async Task<AttentionSupply> OfAsync(Profile profile, CancellationToken cancel = default) => AttentionSupply.Of(
        Observations.Of(profile, await catalogue.CurrentAsync(cancel), SupplyOptions.Default),
        await population.CurrentAsync(cancel),
        LocalHours.ZoneOf(profile).Id);
}
