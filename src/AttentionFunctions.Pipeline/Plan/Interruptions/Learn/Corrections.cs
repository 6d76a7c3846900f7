namespace AttentionFunctions.Plan;

/// <summary>What experience says about a notice at a moment, as factors on what the rule takes for granted.</summary>
/// <param name="Now">Share of the declared value that the person draws when it is shown now, 0 to 1.5.</param>
/// <param name="Batch">The same in the digest, of what waiting leaves.</param>
/// <param name="Suppress">The same when it is not shown: what the person finds by themselves; 0 to 1.</param>
/// <param name="Cost">Recovery over the usual one, 0 to 4.</param>
internal readonly record struct Corrections(double Now, double Batch, double Suppress, double Cost)
{
    /// <summary>Senders are right about the value, and an interruption costs what it usually does.</summary>
    public static Corrections None { get; } = new(1, 1, 0, 1);

    public double Of(Verdict verdict) => verdict switch
    {
        Verdict.Now => Now,
        Verdict.Batch => Batch,
        _ => Suppress,
    };
}
