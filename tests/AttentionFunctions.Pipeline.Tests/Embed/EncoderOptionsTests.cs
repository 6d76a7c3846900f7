using Xunit;

namespace AttentionFunctions.Embed;

public sealed class EncoderOptionsTests
{
    [Fact]
    public void A_wrong_setting_is_reported_at_load_with_what_to_do()
    {
        Assert.Contains("Set it to cpu or cuda", Message(new() { ExecutionProvider = "tpu" }));
        Assert.Contains("1 or more", Message(new() { IntraOpThreads = 0 }));
        Assert.Contains("set it to cpu", Message(new() { ExecutionProvider = "cuda" }));
        Assert.Contains("does not exist", Message(new() { Folder = "no-such-folder" }));
        Assert.Contains("1 or more", Message(new() { BatchTokens = 0 }));
    }

    private static string Message(EncoderOptions options) =>
        Assert.Throws<EncoderConfigurationException>(() => TextEncoders.Load(options)).Message;
}
