namespace AttentionFunctions.Local.Publish;

/// <param name="Accepted">Events that the server took.</param>
/// <param name="Rejections">In the order of the lines.</param>
internal sealed record PublishReport(long Accepted, IReadOnlyList<PublishRejection> Rejections);

/// <param name="Line">From 1, blank lines counted, as editors show it.</param>
internal sealed record PublishRejection(long Line, IReadOnlyList<string> Reasons);
