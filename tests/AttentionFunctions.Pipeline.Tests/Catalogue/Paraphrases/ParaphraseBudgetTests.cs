using CsCheck;
using Xunit;

namespace AttentionFunctions.Catalogue;

public sealed class ParaphraseBudgetTests
{
    /// <summary>Days of runs of calls, each with what it may cost at most and the share of it that it does.</summary>
    [Fact]
    public async Task Whatever_calls_cost_no_run_and_no_day_costs_more_than_it_may()
    {
        Gen<(int, double)> call = Gen.Select(Gen.Int[1, 60], Gen.Double[0, 1]);
        await call.Array[1, 4].Array[1, 6].Array[1, 4].Array[1, 3].SampleAsync(
            async days =>
            {
                using var fixture = new ParaphraseFixture();
                var options = new ParaphraseOptions { TokensPerRun = 100, TokensPerDay = 250 };
                foreach ((int Most, double Share)[][][] runs in days)
                {
                    int day = 0;
                    foreach ((int Most, double Share)[][] steps in runs)
                    {
                        (var budget, int run) = (new ParaphraseBudget(fixture.Store, options, fixture.Time), 0);
                        foreach ((int Most, double Share)[] calls in steps)
                        {
                            int granted = await budget.ReserveAsync([.. calls.Select(each => each.Most)], CancellationToken.None);
                            int reserved = calls.Take(granted).Sum(each => each.Most), used = calls.Take(granted).Sum(each => (int)(each.Most * each.Share));
                            Assert.True(granted == calls.Length || run + reserved + calls[granted].Most > options.TokensPerRun || day + reserved + calls[granted].Most > options.TokensPerDay);
                            await budget.ReturnAsync(reserved - used, CancellationToken.None);
                            (run, day) = (run + used, day + used);
                        }

                        Assert.True(run <= options.TokensPerRun && day <= options.TokensPerDay, $"{run} in a run, {day} in a day");
                    }

                    fixture.Time.Advance(TimeSpan.FromDays(1));
                }
            },
            iter: 60);
    }

    [Fact]
    public async Task What_a_call_cost_beyond_its_reservation_counts()
    {
        using var fixture = new ParaphraseFixture();
        var options = new ParaphraseOptions { TokensPerRun = 1000, TokensPerDay = 100 };
        var budget = new ParaphraseBudget(fixture.Store, options, fixture.Time);
        Assert.Equal(1, await budget.ReserveAsync([10], CancellationToken.None));
        await budget.ReturnAsync(-80, CancellationToken.None);
        Assert.Equal(0, await budget.ReserveAsync([11], CancellationToken.None));
        Assert.Equal(1, await budget.ReserveAsync([10, 1], CancellationToken.None));
    }
}
