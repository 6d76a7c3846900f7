using System.Numerics.Tensors;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Embed;

public sealed class LexicalEncoderTests
{
    private static readonly ITextEncoder Encoder = TextEncoders.Load(new EncoderOptions());

    [Fact]
    public void The_embedded_model_is_what_the_builder_writes() =>
        Assert.Equal(EmbeddedFile.Read(LexicalEncoder.ModelFile), LexicalModelBuilder.Build());

    [Fact]
    public void Another_seed_gives_another_model() =>
        Assert.NotEqual(LexicalModelBuilder.Build(1), LexicalModelBuilder.Build(2));

    [Theory]
    [InlineData("The Dark Knight Rises", "The Dark Knight", "Finding Nemo")]
    [InlineData("The Goodfather", "The Godfather", "The Big Lebowski")]
    [InlineData("三体", "三体问题", "红楼梦")]
    [InlineData("となりのトトロ", "トトロ", "千と千尋の神隠し")]
    [InlineData("Война и мир", "Война и мiр", "Преступление и наказание")]
    [InlineData("ألف ليلة وليلة", "الف ليله وليله", "كليلة ودمنة")]
    [InlineData("해리 포터", "해리포터", "반지의 제왕")]
    public void A_text_is_nearer_to_its_like(string text, string like, string other) =>
        Assert.True(Cosine(text, like) > Cosine(text, other) + 0.15f);

    [Theory]
    [InlineData("Amélie", "AMELIE")]
    [InlineData("Łódź", "Lodz")]
    [InlineData("ﬁsh", "FISH")]
    [InlineData("Ｆｕｌｌ", "full")]
    [InlineData("é", "e\u0301")]
    [InlineData("한", "\u1112\u1161\u11AB")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("كِتَاب", "كتاب")]
    [InlineData("Schindler's List", "Schindler’s List")]
    public void Case_accents_and_forms_do_not_matter(string text, string same) =>
        Assert.Equal(Vector(text), Vector(same));

    [Fact]
    public void Voicing_marks_and_vowel_signs_are_letters()
    {
        Assert.NotEqual(Vector("ガ"), Vector("カ"));
        Assert.NotEqual(Vector("कि"), Vector("कु"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    [InlineData("?!")]
    [InlineData("\u200B")]
    public void Nothing_to_encode_gives_the_zero_vector(string text) => Assert.All(Vector(text), value => Assert.Equal(0, value));

    [Theory]
    [InlineData("🎉")]
    [InlineData("a\uD800b")]
    [InlineData("\uDC00")]
    public void Emoji_and_lone_surrogates_are_encoded(string text) => Assert.Equal(1, TensorPrimitives.Norm(Vector(text)), 1e-5f);

    [Fact]
    public void A_text_of_100_000_characters_is_encoded_whole()
    {
        var beginning = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"word{i,5} "));
        Assert.Equal(100_000, beginning.Length);
        Assert.NotEqual(Vector(beginning), Vector(beginning + "end"));
    }

    [Fact]
    public void Batch_and_order_do_not_change_a_vector() =>
        Gen.String.Array[0, 40].Sample(texts =>
        {
            var together = Encoder.Encode(texts);
            var reversed = Encoder.Encode([.. texts.Reverse()]);
            for (var i = 0; i < texts.Length; i++)
            {
                Assert.Equal(Vector(texts[i]), together[i]);
                Assert.Equal(together[i], reversed[texts.Length - 1 - i]);
            }
        }, iter: 100);

    [Fact]
    public async Task Parallel_calls_give_what_one_call_gives()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => $"Title {i} of number {i * 7919 % 1000}")];
        var expected = Encoder.Encode(texts);
        var parallel = await Task.WhenAll(texts.Select(text => Task.Run(() => Vector(text))));
        Assert.Equal(expected, parallel);
    }

    [Fact]
    public void A_cancelled_call_stops() =>
        Assert.Throws<OperationCanceledException>(() => Encoder.Encode(["text"], cancel: new CancellationToken(canceled: true)));

    [Fact]
    public void Dimension_and_id_are_those_of_the_model()
    {
        Assert.Equal(384, Encoder.Dimension);
        Assert.Equal(Encoder.Dimension, Vector("text").Length);
        Assert.Equal(Encoder.Id, TextEncoders.Load(new EncoderOptions { BatchTokens = 7 }).Id);
    }

    private static float[] Vector(string text) => Encoder.Encode([text])[0];

    private static float Cosine(string a, string b) => TensorPrimitives.Dot(Vector(a), Vector(b));
}
