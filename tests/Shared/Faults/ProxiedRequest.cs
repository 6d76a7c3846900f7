namespace AttentionFunctions.Testing;

/// <param name="Target">Path and query.</param>
/// <param name="Head">All lines of the head.</param>
/// <param name="Repeat">How many requests of this method and target came before, from 0.</param>
public sealed record ProxiedRequest(string Method, string Target, string Head, int Repeat)
{
    /// <summary>Whether the server may refuse it with 412.</summary>
    public bool IsConditionalWrite =>
        Method == "PUT" && (Head.Contains("\r\nif-match:", StringComparison.OrdinalIgnoreCase) || Head.Contains("\r\nif-none-match:", StringComparison.OrdinalIgnoreCase));

    /// <summary>The target without account and container, which differ from run to run.</summary>
    public string Blob => Target.Split('/', 4) is [_, _, _, var blob] ? blob : Target;
}
