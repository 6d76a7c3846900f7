using AttentionFunctions.Economy;
using AttentionFunctions.Rank;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>Fair rankings of candidates that the caller brings.</summary>
public sealed class FairRankingEndpoint(Problem problem, TimeProvider time)
{
    /// <summary>200 candidates with the longest ids and groups.</summary>
    private const int MaxBodyBytes = 512 * 1024;

    /// <summary><c>POST /api/fair-rankings</c></summary>
    public Task<IResult> RankAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        FairRankingRequest wanted = await RequestBody.ReadAsync<FairRankingRequest>(request, MaxBodyBytes, cancel);
        SlatePolicy policy = wanted.ToPolicy();

        // A fixed seed for everybody would show everybody the same draw, which is fair to nobody.
        int seed = wanted.Seed ?? unchecked((int)time.GetUtcNow().Ticks);
        try
        {
            return ApiJson.Ok(Describe(wanted, seed, policy(wanted.Candidates, wanted.Count, seed)));
        }
        catch (ArgumentException e)
        {
            throw ApiException.BadRequest(e.Message);
        }
    });

    private static FairRanking Describe(FairRankingRequest wanted, int seed, IReadOnlyList<SlateCandidate> slate)
    {
        double[] merits = SlateMerit.Of(wanted.Candidates);
        (int[] groupOf, string[] names) = SlateMerit.Groups(wanted.Candidates);
        double[] targets = wanted.Target.Shares(merits, groupOf, names.Length);
        Dictionary<string, double> merit = wanted.Candidates.Zip(merits).ToDictionary(pair => pair.First.ItemId, pair => pair.Second, StringComparer.Ordinal);
        double[] exposures = ExposureModel.Logarithmic.Of(slate.Count);
        double all = exposures.Sum();
        return new FairRanking(
            wanted.Policy, seed, SlateMerit.Ndcg(slate.Select(candidate => merit[candidate.ItemId]), merits, Math.Min(wanted.Count, merits.Length)), slate,
            [.. names.Select((name, group) => new GroupExposure(
                name, all > 0 ? slate.Zip(exposures).Where(place => place.First.Group == name).Sum(place => place.Second) / all : 0, targets[group]))]);
    }
}
