using System.Security.Cryptography;
using System.Text;

namespace AttentionFunctions.Events;

/// <summary>Application user id to the key that storage knows: a keyed HMAC, so that storage alone does not tell who a user is.</summary>
/// <remarks>Safe to call from several threads.</remarks>
public sealed class Pseudonyms
{
    private const int KeyBytes = 32;

    /// <summary>UTF-8 bytes that the longest id of an event may take: three for each UTF-16 unit, and one unit that the encoder may hold back.</summary>
    private const int StackBytes = (EventLimits.IdLength + 1) * 3;

    private readonly byte[] key;

    /// <param name="key">At least 32 bytes; whoever has it and an id can find the id's data.</param>
    /// <exception cref="ArgumentException">The key is too short.</exception>
    public Pseudonyms(ReadOnlySpan<byte> key)
    {
        if (key.Length < KeyBytes)
        {
            throw new ArgumentException(
                $"The pseudonym key must have at least {KeyBytes} random bytes, it has {key.Length}. "
                + "Make one with `openssl rand -base64 32` and keep it as a secret: with another key all users are strangers.", nameof(key));
        }

        this.key = key.ToArray();
    }

    /// <summary>26 characters of lower-case base32: the first 128 bits (and 2 padding bits) of HMAC-SHA256.</summary>
    public string Of(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        int length = Encoding.UTF8.GetMaxByteCount(userId.Length);
        Span<byte> utf8 = length <= StackBytes ? stackalloc byte[StackBytes] : new byte[length];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, utf8[..Encoding.UTF8.GetBytes(userId, utf8)], hash);
        return Base32.Encode(hash[..16]);
    }

    /// <summary>
    /// The event as storage may know it. A derived id is a plain hash of content that holds the user's id, so whoever reads the log
    /// could try ids until one fits: it is keyed as well.
    /// </summary>
    public AttentionEvent Of(AttentionEvent @event) => @event.UserId is not { } userId ? @event : @event with
    {
        UserId = Of(userId),
        Id = @event.Id.StartsWith(DerivedId.Prefix, StringComparison.Ordinal) ? DerivedId.Prefix + Of(@event.Id) : @event.Id,
    };
}
