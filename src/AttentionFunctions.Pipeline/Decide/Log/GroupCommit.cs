namespace AttentionFunctions.Decide;

/// <summary>Writes entries of many requests with one write: whoever arrives while a write is under way shares the next one.</summary>
/// <remarks>
/// There is no timer to wait for: alone, an entry is written at once. A write takes its turn behind the requests that wait for a thread, so under
/// load the batches grow with what waits, as well as with the time that the storage takes. What a caller awaited is durable when it continues, or
/// it gets the fault of the write.
/// </remarks>
internal sealed class GroupCommit(Func<IReadOnlyList<ReadOnlyMemory<byte>>, Task> write, int maxPendingBytes)
{
    private readonly Lock _gate = new();
    private Batch _next = new();
    private Task _writing = Task.CompletedTask;
    private bool _busy;

    /// <summary>Completes once the entry is stored.</summary>
    /// <exception cref="IOException">Too much waits to be written: the storage does not keep up.</exception>
    public Task AppendAsync(ReadOnlyMemory<byte> entry)
    {
        lock (_gate)
        {
            if (_next.Bytes + entry.Length > maxPendingBytes)
                throw new IOException("The log does not keep up with the requests: its storage is slow or away.");
            _next.Entries.Add(entry);
            _next.Bytes += entry.Length;
            Task done = _next.Done.Task;
            if (!_busy)
            {
                _busy = true;
                _writing = WriteAsync();
            }

            return done;
        }
    }

    /// <summary>Until nothing waits any more.</summary>
    public Task DrainAsync()
    {
        lock (_gate) return _writing;
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            await Task.Yield(); // to the end of the pool's common queue
            Batch batch;
            lock (_gate)
            {
                if (_next.Entries.Count == 0)
                {
                    _busy = false;
                    return;
                }

                (batch, _next) = (_next, new Batch());
            }

            try
            {
                await write(batch.Entries);
                batch.Done.SetResult();
            }
            catch (Exception e)
            {
                // Handed to everyone who waits for this batch; the next batch is tried on its own.
                batch.Done.SetException(e);
                _ = batch.Done.Task.Exception; // Buffered entries have nobody waiting; the failure is counted and logged by the writer.
            }
        }
    }

    private sealed class Batch
    {
        public List<ReadOnlyMemory<byte>> Entries { get; } = [];

        public int Bytes { get; set; }

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
