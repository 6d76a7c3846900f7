using AttentionFunctions.Economy;
using AttentionFunctions.Rank;

namespace AttentionFunctions.Http;

/// <summary>Candidates and the policy that orders them. A field that is null is as if it were not there.</summary>
public sealed record FairRankingRequest
{
    private static readonly IReadOnlyDictionary<string, ProviderBound> None = new Dictionary<string, ProviderBound>();

    private static readonly ProviderBound Unbounded = new(0, RankRequest.MaxCount);

    public IReadOnlyList<SlateCandidate> Candidates { get; init => field = value ?? []; } = [];

    /// <summary>Places of the slate.</summary>
    public int Count { get; init; } = RankRequest.DefaultCount;

    public FairRankingPolicy Policy { get; init; } = FairRankingPolicy.Exposure;

    /// <summary>Of <see cref="FairRankingPolicy.Exposure"/>.</summary>
    public ExposureTarget Target { get; init; } = ExposureTarget.Merit;

    /// <summary>Of <see cref="FairRankingPolicy.Exposure"/>: how far a group's exposure may be off, relative to its target; 0 to 1,000.</summary>
    public double Tolerance { get; init; }

    /// <summary>Of <see cref="FairRankingPolicy.TopK"/>.</summary>
    public IReadOnlyList<string> ProtectedGroups { get; init => field = value ?? []; } = [];

    /// <summary>Of <see cref="FairRankingPolicy.TopK"/>: the least share of protected candidates, 0.01 to 0.99.</summary>
    public double MinimumShare { get; init; } = 0.5;

    /// <summary>Of <see cref="FairRankingPolicy.TopK"/>: significance, 0.001 to 0.5.</summary>
    public double Alpha { get; init; } = 0.1;

    /// <summary>Of <see cref="FairRankingPolicy.Bounds"/>, by group.</summary>
    public IReadOnlyDictionary<string, ProviderBound> Bounds { get; init => field = value ?? None; } = None;

    /// <summary>Of <see cref="FairRankingPolicy.Bounds"/>, for groups without a bound of their own.</summary>
    public ProviderBound DefaultBound { get; init => field = value ?? Unbounded; } = Unbounded;

    /// <summary>Repeats a draw; absent for a new one.</summary>
    public int? Seed { get; init; }

    /// <exception cref="ApiException">Something is out of range.</exception>
    internal SlatePolicy ToPolicy()
    {
        if (Candidates.Count is 0 or > RankRequest.MaxCount) throw Invalid($"candidates must have 1 to {RankRequest.MaxCount} entries, got {Candidates.Count}.");
        if (Candidates.Any(candidate => candidate is not { ItemId.Length: >= 1 and <= 256, Group.Length: <= 256 } || !double.IsFinite(candidate.Score)))
            throw Invalid("Every candidate needs an itemId of 1 to 256 characters, a group of up to 256, and a finite score.");
        if (Candidates.DistinctBy(candidate => candidate.ItemId).Count() < Candidates.Count) throw Invalid("An itemId may be a candidate only once.");
        if (Count is < 1 or > RankRequest.MaxCount) throw Invalid($"count must be from 1 to {RankRequest.MaxCount}, got {Count}.");
        return Policy switch
        {
            FairRankingPolicy.Score => FairPolicies.ByScore,
            FairRankingPolicy.Exposure when Tolerance is >= 0 and <= 1000 => FairPolicies.Exposure(Target, Tolerance),
            FairRankingPolicy.Exposure => throw Invalid($"tolerance must be from 0 to 1000, got {Tolerance}."),
            FairRankingPolicy.TopK when MinimumShare is >= 0.01 and <= 0.99 && Alpha is >= 0.001 and <= 0.5 =>
                FairPolicies.TopK(ProtectedGroups.ToHashSet(StringComparer.Ordinal), MinimumShare, Alpha),
            FairRankingPolicy.TopK => throw Invalid("minimumShare must be from 0.01 to 0.99, and alpha from 0.001 to 0.5."),
            _ when Bounds.Values.Append(DefaultBound).All(bound => bound is { Floor: >= 0 } && bound.Cap >= bound.Floor) => FairPolicies.Bounds(Bounds, DefaultBound),
            _ => throw Invalid("Every bound needs a floor from 0 and a cap from its floor."),
        };
    }

    private static ApiException Invalid(string detail) => ApiException.BadRequest(detail);
}

public enum FairRankingPolicy
{
    /// <summary>By score alone.</summary>
    Score,

    /// <summary>A draw from the fair lottery (Singh and Joachims).</summary>
    Exposure,

    /// <summary>Enough protected candidates in every prefix (FA*IR).</summary>
    TopK,

    /// <summary>Floors and caps per group.</summary>
    Bounds,
}

/// <param name="Ndcg">Against the order by score, 0 to 1.</param>
/// <param name="Seed">Repeats the draw.</param>
/// <param name="Groups">What the groups of the candidates have in this slate and are to have on average.</param>
public sealed record FairRanking(FairRankingPolicy Policy, int Seed, double Ndcg, IReadOnlyList<SlateCandidate> Items, IReadOnlyList<GroupExposure> Groups);

public sealed record GroupExposure(string Group, double ExposureShare, double TargetShare);
