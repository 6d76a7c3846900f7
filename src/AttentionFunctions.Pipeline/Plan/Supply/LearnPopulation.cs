using AttentionFunctions.Catalogue;
using AttentionFunctions.Profiles;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Plan;

/// <summary>Learns from the profiles what is usual among people; runs with the tidy timer.</summary>
public sealed partial class LearnPopulation(
    IBlobStore store, ProfileStore profiles, CatalogueStore catalogue, PopulationStore population, TimeProvider time, ILogger<LearnPopulation> logger)
{
    /// <summary>Pseudonyms are uniform, so the first in order of names are a sample at random; this many fix every figure to within a percent.</summary>
    private const int MostPeople = 2000;

    public async Task RunAsync(CancellationToken cancel = default)
    {
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        var people = new List<Observations>();
        await foreach (BlobEntry blob in store.ListAsync(BlobLayout.ProfilesPrefix, cancel))
        {
            Profile profile = (await profiles.ReadAsync(blob.Name[(blob.Name.LastIndexOf('/') + 1)..], cancel)).Profile;
            var seen = Observations.Of(profile, items, SupplyOptions.Default);
            if (seen.FocusMinutes.Count > 0) people.Add(seen);
            if (people.Count == MostPeople) break;
        }

        // Too few to tell no one's secrets: what was learned from more people stays.
        if (people.Count < PopulationRhythm.LeastPeople) return;
        await population.WriteAsync(PopulationLearner.Learn(people, time.GetUtcNow()), time, cancel);
        LogLearned(people.Count);
    }

    [LoggerMessage(1201, LogLevel.Information, "Learned the rhythm of attention from {People} people")]
    private partial void LogLearned(int people);
}
