using System.Diagnostics;
using System.Globalization;
using AttentionFunctions.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AttentionFunctions.Store;

public sealed class FolderBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _stores;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_lease_that_is_not_renewed_ends()
    {
        var time = new FakeTimeProvider();
        var store = new FolderBlobStore(_folder.Path, time);
        IBlobLease lease = (await store.TryAcquireLeaseAsync("x", Shortest))!;
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(await lease.RenewAsync());
        time.Advance(TimeSpan.FromSeconds(14));
        Assert.Null(await store.TryAcquireLeaseAsync("x", Shortest));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await store.TryAcquireLeaseAsync("x", Shortest));
        Assert.False(await lease.RenewAsync());
    }

    [Fact]
    public async Task A_name_cannot_be_the_path_to_another()
    {
        IBlobStore store = await OpenAsync();
        await store.TryCreateAsync("a/b", "x"u8.ToArray());
        var below = await Assert.ThrowsAsync<IOException>(() => store.TryCreateAsync("a", "x"u8.ToArray()));
        Assert.Contains("blobs below", below.Message, StringComparison.Ordinal);
        var through = await Assert.ThrowsAsync<IOException>(() => store.TryCreateAsync("a/b/c/d", "x"u8.ToArray()));
        Assert.Contains("'a/b' is a blob", through.Message, StringComparison.Ordinal);
        Assert.True(await store.DeleteAsync("a/b"));
        Assert.NotNull(await store.TryCreateAsync("a", "x"u8.ToArray()));
    }

    [Fact]
    public async Task A_folder_that_is_gone_is_not_an_empty_store()
    {
        string root = Path.Join(_folder.Path, "gone");
        var store = new FolderBlobStore(root);
        Directory.Delete(root, recursive: true);
        await Assert.ThrowsAnyAsync<IOException>(() => store.ReadAsync("x"));
        await Assert.ThrowsAnyAsync<IOException>(() => store.TryCreateAsync("x", default(ReadOnlyMemory<byte>)));
    }

    [Fact]
    public async Task Files_of_others_are_no_blobs()
    {
        var store = new FolderBlobStore(_folder.Path);
        await File.WriteAllTextAsync(Path.Join(_folder.Path, ".DS_Store"), "x");
        await File.WriteAllTextAsync(Path.Join(_folder.Path, "New file (1).txt"), "x");
        Assert.Empty(await NamesAsync(store, ""));
    }

    [Fact]
    public async Task What_killed_writers_left_is_deleted_after_an_hour()
    {
        string temporary = Directory.CreateDirectory(Path.Join(_folder.Path, ".tmp")).FullName;
        string old = Path.Join(temporary, "old"), recent = Path.Join(temporary, "recent");
        await File.WriteAllTextAsync(old, "x");
        await File.WriteAllTextAsync(recent, "x");
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
        File.SetLastWriteTimeUtc(old, time.GetUtcNow().UtcDateTime.AddMinutes(-61));
        File.SetLastWriteTimeUtc(recent, time.GetUtcNow().UtcDateTime.AddMinutes(-59));
        _ = new FolderBlobStore(_folder.Path, time);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(recent));
    }

    [Fact]
    public async Task What_a_living_writer_keeps_to_write_over_is_left_to_it()
    {
        string temporary = Path.Join(_folder.Path, ".tmp");
        var store = new FolderBlobStore(_folder.Path);
        string first = (await store.TryCreateAsync("x", "1"u8.ToArray()))!;
        string second = (await store.TryReplaceAsync("x", "2"u8.ToArray(), first))!;
        var muchLater = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(1));
        string[] kept = Directory.GetFiles(temporary);
        _ = new FolderBlobStore(_folder.Path, muchLater);
        Assert.Subset(Directory.GetFiles(temporary).ToHashSet(), kept.ToHashSet());
        Assert.NotNull(await store.TryReplaceAsync("x", "3"u8.ToArray(), second));
        GC.KeepAlive(store);
    }

    [Theory]
    [InlineData(1)] // Short: the file is written over by a later replace.
    [InlineData(16)] // Long: its file is used once.
    public async Task An_open_stream_reads_the_content_it_was_opened_on(long count)
    {
        var store = new FolderBlobStore(_folder.Path);
        await store.TryCreateAsync("x", Stamp.Of(count));
        await using Stream open = (await store.OpenReadAsync("x"))!;
        byte[] start = new byte[sizeof(long)];
        await open.ReadExactlyAsync(start);
        for (int i = 0; i < 40; i++)
        {
            await Stamp.AdvanceAsync(store, "x");
        }

        using var whole = new MemoryStream();
        whole.Write(start);
        await open.CopyToAsync(whole);
        Assert.Equal(count, Stamp.Read(whole.ToArray()));
    }

    [Fact]
    public async Task Readers_see_whole_blobs_in_order_while_two_processes_replace_them()
    {
        const int Times = 250;
        var store = new FolderBlobStore(_folder.Path);
        await store.TryCreateAsync("x", Stamp.Of(1));
        using var done = new CancellationTokenSource();
        Task<int>[] readers =
        [
            .. Enumerable.Range(0, 4).Select(reader => Task.Run(async () =>
            {
                long last = 0;
                int reads = 0;
                for (; !done.IsCancellationRequested; reads++)
                {
                    byte[] content = reader % 2 == 0 ? (await store.ReadAsync("x"))!.Content.ToArray() : await ReadStreamAsync(store);
                    long count = Stamp.Read(content);
                    Assert.True(count >= last, $"{count} after {last}");
                    last = count;
                }

                return reads;
            })),
        ];
        await Task.WhenAll(
        [
            Probe.RunAsync("stamp", _folder.Path, "-", "x", $"{Times}"),
            .. Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                for (int i = 0; i < Times; i++)
                {
                    await Stamp.AdvanceAsync(store, "x");
                }
            })),
        ]);
        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
        Assert.Equal(1 + 3 * Times, Stamp.Read((await store.ReadAsync("x"))!.Content.Span));

        static async Task<byte[]> ReadStreamAsync(IBlobStore store)
        {
            await using Stream open = (await store.OpenReadAsync("x"))!;
            using var whole = new MemoryStream();
            await open.CopyToAsync(whole);
            return whole.ToArray();
        }
    }

    [Fact]
    public async Task A_killed_replacer_leaves_a_whole_blob_and_every_update_it_reported()
    {
        var store = new FolderBlobStore(_folder.Path);
        await store.TryCreateAsync("x", Stamp.Of(1));
        var delays = new Random(1);
        for (int round = 0; round < 6; round++)
        {
            using Process replacer = Probe.Start("stamp", _folder.Path, "-", "x", $"{int.MaxValue}");
            string? first = await replacer.StandardOutput.ReadLineAsync();
            await Task.Delay(delays.Next(30)); // Anywhere inside a later replace.
            await replacer.KillAsync();
            // The last line may have been cut off by the end of the process.
            string[] reported = (first + "\n" + await replacer.StandardOutput.ReadToEndAsync()).Split('\n');
            Assert.InRange(
                Stamp.Read((await store.ReadAsync("x"))!.Content.Span), long.Parse(reported[^2], CultureInfo.InvariantCulture), long.MaxValue);
        }
    }

    [Fact]
    public async Task Processes_lose_no_update_of_each_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Probe.RunAsync("increment", _folder.Path, "-", "count", "300")));
        Assert.Equal(900, await Counter.ReadAsync(new FolderBlobStore(_folder.Path), "count"));
    }

    [Fact]
    public async Task A_killed_writer_leaves_whole_blobs_and_no_lock()
    {
        var delays = new Random(1);
        for (int round = 0; round < 8; round++)
        {
            using Process writer = Probe.Start("write", _folder.Path, "-", $"round{round}");
            await writer.StandardOutput.ReadLineAsync();
            await Task.Delay(delays.Next(30)); // Anywhere inside a later write.
            await writer.KillAsync();
        }

        var store = new FolderBlobStore(_folder.Path);
        foreach (string name in await NamesAsync(store, ""))
        {
            Blob blob = (await store.ReadAsync(name))!;
            Assert.Equal(8 << 20, blob.Content.Length);
            Assert.Equal(-1, blob.Content.Span.IndexOfAnyExcept(blob.Content.Span[0]));
            Assert.NotNull(await store.TryReplaceAsync(name, new byte[1], blob.ETag));
        }
    }

    [Fact]
    public async Task A_killed_holder_blocks_nobody_beyond_its_lease()
    {
        using Process holder = Probe.Start("hold", _folder.Path, "-", "x");
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());
        await holder.KillAsync();
        Assert.Null(await new FolderBlobStore(_folder.Path).TryAcquireLeaseAsync("x", Shortest));
        var later = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + Shortest);
        Assert.NotNull(await new FolderBlobStore(_folder.Path, later).TryAcquireLeaseAsync("x", Shortest));
    }

    protected override Task<IBlobStore> OpenAsync() =>
        Task.FromResult<IBlobStore>(new FolderBlobStore(Path.Join(_folder.Path, $"{++_stores}")));
}
