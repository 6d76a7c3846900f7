namespace AttentionFunctions.Train;

/// <summary>
/// A model whose score an index can search: score(item) = vector(history) · factors(item) + prior(item) + difference(history, item), where the
/// difference is 0 for all but a few items. Nothing else is asked for at a request, so its cost does not have to grow with the catalogue.
/// </summary>
internal interface IRetrievalModel : IRecommenderModel
{
    /// <summary>Length of a factor vector; 0 when the model has none.</summary>
    int Dimension { get; }

    /// <summary>Row-major items × <see cref="Dimension"/>.</summary>
    ReadOnlySpan<float> Factors { get; }

    /// <summary>Score of every item without a history; empty when it is 0 for all.</summary>
    ReadOnlySpan<float> Priors { get; }

    IRetrievalQuery Ask(ReadOnlyMemory<Interaction> history);
}

/// <summary>A model asked about one history: work that all items share is done once. One caller at a time.</summary>
internal interface IRetrievalQuery : IDisposable
{
    /// <summary>Length <see cref="IRetrievalModel.Dimension"/>.</summary>
    ReadOnlySpan<float> Vector { get; }

    /// <summary>What the history adds to the priors of the items it speaks of; null when it adds nothing this way.</summary>
    SparseSums? Differences { get; }

    /// <summary>
    /// What each event adds to the items' scores. The parts of an item add up to its score less its prior, or, for a model of factors, less
    /// a constant that all items share.
    /// </summary>
    /// <param name="contributions">Row-major items × history; overwritten.</param>
    void Contributions(ReadOnlySpan<int> items, Span<float> contributions);
}
