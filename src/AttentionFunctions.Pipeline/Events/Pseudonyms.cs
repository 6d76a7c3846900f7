namespace AttentionFunctions.Events;

/// <summary>Application user id to the key that storage knows: a keyed HMAC, so that storage alone does not tell who a user is.</summary>
public sealed class Pseudonyms
{
    /// <param name="key">At least 32 bytes; whoever has it and an id can find the id's data.</param>
    public Pseudonyms(ReadOnlySpan<byte> key) => throw new NotImplementedException();

    /// <summary>26 characters of lower-case base32: the first 128 bits (and 2 padding bits) of HMAC-SHA256.</summary>
    public string Of(string userId) => throw new NotImplementedException();
}
