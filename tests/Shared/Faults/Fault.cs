namespace AttentionFunctions.Testing;

/// <summary>What may befall a request between a client and a storage server.</summary>
public enum Fault
{
    None,

    /// <summary>The request waits for some milliseconds.</summary>
    Latency,

    /// <summary>503 in place of the server.</summary>
    Busy,

    /// <summary>The server does what is asked; the answer is 503.</summary>
    BusyAfter,

    /// <summary>412 in place of the server.</summary>
    NotMet,

    /// <summary>The server does what is asked; the answer is 412.</summary>
    NotMetAfter,

    /// <summary>The connection is reset before the server hears of the request.</summary>
    DropBefore,

    /// <summary>The server does what is asked; the connection is reset in place of an answer.</summary>
    DropAfter,

    /// <summary>The server does what is asked; nobody answers, and the connection stays open.</summary>
    Silence,

    /// <summary>Half of the request's body reaches the server, then both connections end; nothing of a request without a body.</summary>
    CutRequest,

    /// <summary>Half of the answer reaches the client, then the connection ends.</summary>
    CutResponse,
}
