using AttentionFunctions.Embed;
using AttentionFunctions.Profiles;

namespace AttentionFunctions.Rank;

/// <summary>Items that match words, those first that suit the person who asks.</summary>
public sealed class SearchItems(RecommendForUser recommend, ProfileReader profiles, ITextEncoder encoder)
{
    public const int MaxQueryLength = 500;

    /// <summary>
    /// What a standard deviation of a person's score is worth against one of the likeness of the texts: who searches says what they want, taste
    /// decides between items that match about as well.
    /// </summary>
    private const float TasteWeight = 0.3f;

    /// <param name="query">1 to <see cref="MaxQueryLength"/> characters. Words that the encoder cannot tell from nothing find nothing.</param>
    public async Task<Slate> HandleAsync(string query, RankRequest request, CancellationToken cancel = default)
    {
        (Profile profile, bool stale) = await profiles.ReadAsync(request.UserKey, cancel);
        float[] vector = encoder.Encode([query], TextKind.Query, cancel)[0];
        return await recommend.RankAsync(profile, request, stale, ranking => ranking.Search(vector, encoder.Id, query, TasteWeight), cancel);
    }
}
