using Xunit;

namespace AttentionFunctions.Local.Commands;

[Collection(nameof(Terminal))]
public sealed class RebuildCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_was_deleted_comes_back_from_the_log()
    {
        string data = folder.File("data"), file = folder.File("events.ndjson");
        await File.WriteAllLinesAsync(
            file,
            [
                """{"id":"1","type":"item.upserted","itemId":"a","title":"Growing tomatoes"}""",
                """{"id":"2","type":"item.upserted","itemId":"b","title":"Tomatoes and other plants"}""",
                """{"id":"3","type":"view","userId":"u","itemId":"a","dwellSeconds":60}""",
            ],
            TestContext.Current.CancellationToken);
        Assert.Equal(0, (await Terminal.RunAsync("import", file, "--data", data)).Code);
        string before = (await Terminal.RunAsync("recommend", "u", "--data", data)).Output;
        Assert.Contains("Tomatoes and other plants", before);

        Directory.Delete(Path.Join(data, "store", "profiles"), recursive: true);
        Directory.Delete(Path.Join(data, "store", "items"), recursive: true);
        Assert.NotEqual(before, (await Terminal.RunAsync("recommend", "u", "--data", data)).Output);

        Terminal.Answer answer = await Terminal.RunAsync("rebuild", "--data", data);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("3 events of 1 people: 1 profiles changed, 0 removed; 2 items.", answer.Output);
        Assert.Equal(before, (await Terminal.RunAsync("recommend", "u", "--data", data)).Output);
    }
}
