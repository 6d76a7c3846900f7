using System.Diagnostics;
using AttentionFunctions.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AttentionFunctions.Decide;

/// <summary>A second process decides and rewards, eight at a time, and is killed in the middle of it.</summary>
public sealed class DecisionKillTests : IDisposable
{
    private readonly DecisionFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task What_a_killed_instance_had_answered_is_learnt_by_another()
    {
        using Process process = Probe.Start("decide", _fixture.Path, "unused", "k");
        var lines = new List<string>();
        while (lines.Count < 800 && await process.StandardOutput.ReadLineAsync() is { } line) lines.Add(line);
        process.Kill();
        while (await process.StandardOutput.ReadLineAsync() is { } line) lines.Add(line);
        await process.WaitForExitAsync();
        // The last line may be cut off; what it would have said is not promised.
        ILookup<string, string> said = lines[..^1].Select(line => line.Split(' ')).ToLookup(words => words[0], words => words[1]);

        // The probe has the real clock, this instance its own: far enough ahead that everything is ripe.
        IServiceProvider instance = _fixture.Instance();
        _fixture.Time.Advance(TimeSpan.FromDays(36_500));
        await instance.GetRequiredService<DecisionStore>().ConfigureAsync(c => c with { LogRetentionDays = -1 });
        await DecisionFixture.LearnAsync(instance);
        Dictionary<string, JoinedDecision> joined = (await DecisionFixture.JoinedAsync(instance)).ToDictionary(j => j.Decision.Id);
        Assert.True(said["rewarded"].Count() > 300);
        Assert.All(said["decided"], id => Assert.Contains(id, joined));
        Assert.All(said["rewarded"], id => Assert.Equal((true, 1.0), (joined[id].Rewarded, joined[id].Rewards[0])));
    }
}
