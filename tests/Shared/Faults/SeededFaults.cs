using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text;

namespace AttentionFunctions.Testing;

/// <summary>
/// Draws a fault for a share of the requests. The draw depends on the seed, the method, the blob and how often that was asked for, not on the
/// order in which parallel requests happen to arrive.
/// </summary>
/// <param name="rate">Share of the requests that a fault befalls, from 0 to 1.</param>
public sealed class SeededFaults(int seed, double rate)
{
    /// <summary>Of requests for the same thing: a client that repeats as often gets through.</summary>
    public const int MostInARow = 4;

    private static readonly Fault[] Always = [Fault.Latency, Fault.Busy, Fault.DropBefore, Fault.CutRequest];

    /// <summary>
    /// Not for a deletion: a repeated one finds nothing, and no server can tell its client that it was the client who deleted. Nothing in the
    /// pipeline depends on knowing.
    /// </summary>
    private static readonly Fault[] Answered = [.. Always, Fault.BusyAfter, Fault.DropAfter, Fault.CutResponse];

    private static readonly Fault[] Conditional = [.. Answered, Fault.NotMetAfter];

    private readonly ConcurrentDictionary<(string, string), int> _inARow = new();

    public Fault Of(ProxiedRequest request)
    {
        var key = (request.Method, request.Target);
        double draw = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{seed} {request.Method} {request.Blob} {request.Repeat}")) / (double)ulong.MaxValue;
        if (draw >= rate || _inARow.GetValueOrDefault(key) >= MostInARow)
        {
            _inARow[key] = 0;
            return Fault.None;
        }

        _inARow.AddOrUpdate(key, 1, (_, count) => count + 1);
        Fault[] kinds = request.Method == "DELETE" ? Always : request.IsConditionalWrite ? Conditional : Answered;
        return kinds[(int)(draw / rate * kinds.Length)];
    }
}
