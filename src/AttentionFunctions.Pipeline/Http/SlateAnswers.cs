using AttentionFunctions.Decide;
using AttentionFunctions.Rank;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>Slates on their way to the caller: what chance did in them is stored first, so that nothing drawn is ever shown and forgotten.</summary>
public sealed class SlateAnswers(SlateLog log)
{
    public async Task<IResult> OkAsync(Slate slate)
    {
        await log.AppendAsync(slate);
        return ApiJson.Ok(slate);
    }

    /// <typeparam name="T">An answer made of the slates.</typeparam>
    public async Task<IResult> OkAsync<T>(IEnumerable<Slate> slates, T answer)
    {
        await Task.WhenAll(slates.Select(log.AppendAsync));
        return ApiJson.Ok(answer);
    }
}
