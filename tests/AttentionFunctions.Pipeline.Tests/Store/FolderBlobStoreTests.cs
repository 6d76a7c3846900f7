using System.Diagnostics;
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
