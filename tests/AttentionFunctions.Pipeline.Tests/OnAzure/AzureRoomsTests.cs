using System.Reflection;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions.OnAzure;

/// <summary>Everything that touches storage, on Azurite, with and without faults between the client and it.</summary>
public sealed class AzureRoomsTests(Azurite azurite)
{
    /// <summary>Held or kept only while something is at work.</summary>
    private static readonly string[] Passing = [BlobLayout.RetrainLease, BlobLayout.LearnLease, BlobLayout.ParaphraseLease, BlobLayout.SettleLease, BlobLayout.TrainingCheckpoint];

    public static TheoryData<string, int> RoomsAndSeeds => [.. from room in Rooms.All.Keys from seed in new[] { 1, 2 } select new TheoryDataRow<string, int>(room, seed)];

    [Theory, MemberData(nameof(RoomsAndSeeds))]
    public async Task A_room_loses_and_doubles_nothing_under_faults(string room, int seed)
    {
        await using AzurePipeline azure = await AzurePipeline.StartAsync(azurite, seed, rate: 0.2);
        await Rooms.All[room](azure);
    }

    /// <summary>A path that is added to the layout without a round trip here fails.</summary>
    [Fact]
    public async Task Every_path_of_the_layout_is_written_and_read()
    {
        await using AzurePipeline azure = await AzurePipeline.StartAsync(azurite);
        foreach (Func<AzurePipeline, Task> room in Rooms.All.Values) await room(azure);
        string[] names = await azure.NamesAsync();
        foreach (FieldInfo path in typeof(BlobLayout).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral))
        {
            string prefix = (string)path.GetRawConstantValue()!;
            Assert.True(Passing.Contains(prefix) || names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal)), $"{path.Name} ({prefix}) is not written");
        }
    }
}
