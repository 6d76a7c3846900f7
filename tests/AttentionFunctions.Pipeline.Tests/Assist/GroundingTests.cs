using AttentionFunctions.Catalogue;
using Xunit;

namespace AttentionFunctions.Assist;

public sealed class GroundingTests
{
    [Theory]
    [InlineData("You could read “Sharpening kitchen knives” [S1].")]
    [InlineData("You could read Sharpening kitchen knives next.")]
    [InlineData("It takes 5 min [S1].")]
    [InlineData("It takes 5 minutes. [S1]")]
    [InlineData("A five-minute read [S1].")]
    [InlineData("**Coding** has 42% of your attention [S2].")]
    [InlineData("Coding has forty-two percent of your attention [S2].")]
    [InlineData("Your best hour starts on Tuesday at 9:00 [S3].")]
    [InlineData("The email goes to 10:15–10:45 [S4].")]
    [InlineData("1. “Sharpening kitchen knives” [S1]")]
    [InlineData("You might enjoy the one I found for you.")]
    [InlineData("I have scheduled the email for 10:15 [S4].")]
    [InlineData("Running your first 10 kilometres [S5] may be for you.")]
    [InlineData("推荐《手工拉面的做法》[S6]，需要11分钟。")]
    [InlineData("编程占你注意力的百分之四十二 [S2]。")]
    [InlineData("最佳时段是周二 9:00 [S3]。")]
    public void What_sources_say_stays(string text)
    {
        GroundedText grounded = Check(text);
        Assert.Equal((1, 0), (grounded.Kept, grounded.Removed));
    }

    [Theory]
    [InlineData("It takes 7 min [S1].")]
    [InlineData("It takes 5 hours [S1].")]
    [InlineData("Only 5 % [S1].")]
    [InlineData("It takes 5 min.")]
    [InlineData("It takes five minutes.")]
    [InlineData("Coding has 43 % of your attention [S2].")]
    [InlineData("That is 42 % of your attention [S1].")]
    [InlineData("Coding has half of your attention [S2].")]
    [InlineData("Twice as much as last week [S2].")]
    [InlineData("There are three items for you.")]
    [InlineData("Your best hour starts on Wednesday at 9:00 [S3].")]
    [InlineData("You focus best on Tuesdays.")]
    [InlineData("You could read “The secret of bread” [S1].")]
    [InlineData("You could read “Sharpening kitchen knives and forks” [S1].")]
    [InlineData("You could read The Midnight Harbour.")]
    [InlineData("You could try cycling over the alps.")]
    [InlineData("That is well known [S99].")]
    [InlineData("Read more at https://evil.example/x [S1].")]
    [InlineData("Read more at evil.example.com [S1].")]
    [InlineData("![x](data:image) [S1]")]
    [InlineData("[Sharpening kitchen knives](javascript:alert) [S1]")]
    [InlineData("Write to bob.jones@example.org [S1].")]
    [InlineData("It scores ½ [S1].")]
    [InlineData("It takes ５ min [S1].")]
    [InlineData("推荐《量子力学入门》[S6]。")]
    [InlineData("需要15分钟 [S6]。")]
    [InlineData("编程占一半 [S2]。")]
    [InlineData("编程占四成 [S2]。")]
    [InlineData("有三篇适合你。")]
    [InlineData("最佳时段是周三 [S3]。")]
    [InlineData("你可以看看家常饺子馅的调法。")]
    [InlineData("百分之四十三 [S2]。")]
    [InlineData("Done.")]
    [InlineData("I liked it for you.")]
    [InlineData("I have already recorded that for you.")]
    [InlineData("Your reminder has been set.")]
    [InlineData("I'll remind you.")]
    [InlineData("I've hidden “Sharpening kitchen knives” [S1].")]
    [InlineData("已经帮你点赞了。")]
    [InlineData("提醒设置好了。")]
    public void What_no_source_says_goes(string text) => Assert.Equal((0, 1), (Check(text).Kept, Check(text).Removed));

    [Fact]
    public void Sentences_stand_and_fall_alone_and_titles_get_their_source()
    {
        GroundedText grounded = Check("Try sharpening kitchen knives. It was read by 900 people! It takes 5 min [S1].");

        Assert.Equal((2, 1), (grounded.Kept, grounded.Removed));
        Assert.Equal("Try Sharpening kitchen knives [S1]. It takes 5 min [S1].", grounded.Text);
        Assert.True(grounded.IsUsable);
        Assert.False(Check("It was read by 900 people. It costs 20 euros. Try it.").IsUsable);
        Assert.False(Check("It was read by 900 people. It is free. Try it.").IsUsable);
    }

    [Fact]
    public void A_text_of_any_length_and_kind_is_checked_without_a_fault()
    {
        CsCheck.Check.Sample(CsCheck.Gen.String, text =>
        {
            GroundedText grounded = Check(text);
            Assert.DoesNotMatch(@"[0-9]", System.Text.RegularExpressions.Regex.Replace(grounded.Text, @"(?m)^\s*(?:[-*•]\s*)?\d{1,2}[.)、\uFF0E]", ""));
        }, iter: 2000, seed: "ckTJ5VoI4mu1");
    }

    private static GroundedText Check(string text)
    {
        var ledger = new SourceLedger();
        ledger.Add("item", "knives", "Sharpening kitchen knives", "5 min · 63 %");
        ledger.Add("attention", title: "coding", figure: "42 %");
        ledger.Add("attention", title: "best hour", figure: "Tuesday 09:00");
        ledger.Add("plan", title: "email", figure: "10:15–10:45");
        ledger.Add("item", "running", "Running your first 10 kilometres");
        ledger.Add("item", "noodles", "手工拉面的做法", "11 min");
        return Grounding.Check(text, ledger, KnownTitles.None.Of(Catalogue()));
    }

    private static ItemCatalogue Catalogue() => ItemCatalogue.Empty.With(World.Items.Select(item => new CatalogueItem(
        item.Key, new Events.ItemFields { Title = item.Value.Title }, AssistantFixture.Now, "e", false, default, "")));
}
