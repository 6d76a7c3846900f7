namespace AttentionFunctions.Catalogue;

/// <summary>
/// Says a text in other words. The one there is asks a language model, which belongs to a later room; without a model there is none, and
/// nothing is paraphrased. Its answers are not trusted: see <see cref="ParaphraseCheck"/>.
/// </summary>
public interface IParaphraser
{
    /// <summary>Names what the answers depend on beside text, count and seed: the model and its instructions.</summary>
    string Id { get; }

    /// <summary>Tokens, read and written, that a call may cost at most.</summary>
    int MostTokens(string text, int count);

    /// <param name="text">Written by strangers; at most <see cref="ParaphraseCatalogue.MaxText"/> characters.</param>
    /// <param name="count">How many are wanted; more or fewer may come.</param>
    /// <param name="seed">The same seed asks for the same answers, as far as the model can give them.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was.</exception>
    Task<ParaphraseAnswer> OfAsync(string text, int count, int seed, CancellationToken cancel);
}

/// <param name="Texts">Null when no answer came and a later run should ask again; empty when this text gets none.</param>
/// <param name="Tokens">Spent, also in vain.</param>
public sealed record ParaphraseAnswer(IReadOnlyList<string?>? Texts, int Tokens);
