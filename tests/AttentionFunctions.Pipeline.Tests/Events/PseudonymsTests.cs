using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace AttentionFunctions.Events;

public sealed class PseudonymsTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];

    [Theory]
    [InlineData("u-17")]
    [InlineData("Größe 漢字 😀")]
    public void Is_the_first_half_of_the_hmac_in_base32(string userId)
    {
        string bits = string.Concat(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(userId)).Take(16).Select(next => next.ToString("b8", null))) + "00";
        string expected = string.Concat(bits.Chunk(5).Select(five => "abcdefghijklmnopqrstuvwxyz234567"[Convert.ToInt32(new string(five), 2)]));
        Assert.Equal(expected, new Pseudonyms(Key).Of(userId));
    }

    [Theory]
    [InlineData("f", "my")]
    [InlineData("fooba", "mzxw6ytb")]
    [InlineData("foobar", "mzxw6ytboi")]
    public void Base32_agrees_with_the_vectors_of_rfc_4648(string text, string expected) =>
        Assert.Equal(expected, Base32.Encode(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Takes_ids_of_any_length() => Assert.Equal(26, new Pseudonyms(Key).Of(new string('漢', 5_000)).Length);

    [Fact]
    public void A_short_key_is_refused_with_advice() =>
        Assert.Contains("openssl rand", Assert.Throws<ArgumentException>(() => new Pseudonyms(Key.AsSpan(1))).Message, StringComparison.Ordinal);

    [Fact]
    public void An_event_loses_its_user_and_the_plain_hash_over_it_but_keeps_a_given_id()
    {
        var pseudonyms = new Pseudonyms(Key);
        AttentionEvent given = pseudonyms.Of(Payloads.ReadOne(Payloads.View));
        AttentionEvent plain = Payloads.ReadOne("""{"type":"view","userId":"u","itemId":"i"}""");
        AttentionEvent derived = pseudonyms.Of(plain);
        Assert.Equal(("e-1", pseudonyms.Of("u-17")), (given.Id, given.UserId));
        Assert.NotEqual(plain.Id, derived.Id);
        Assert.Equal(derived, pseudonyms.Of(plain));
    }
}
