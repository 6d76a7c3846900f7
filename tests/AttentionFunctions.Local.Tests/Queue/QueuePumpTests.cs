using System.Collections.Concurrent;
using AttentionFunctions.Ingest;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AttentionFunctions.Local.Queue;

public sealed class QueuePumpTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();
    private readonly SqliteQueue queue;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<string[]> handled = [];

    public QueuePumpTests() => queue = new SqliteQueue(folder.File("queue.db"));

    public void Dispose()
    {
        stop.Dispose();
        queue.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Handles_everything_in_order_and_completes_it()
    {
        await SendAsync(0, 25);
        QueuePump pump = Pump(Record, new QueuePumpOptions { BatchSize = 10 });
        Task running = pump.RunAsync(stop.Token);

        await pump.DrainedAsync().WaitAsync(Patience);
        Assert.Equal([10, 10, 5], handled.Select(batch => batch.Length));
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"{i}"), handled.SelectMany(batch => batch));
        await StopAsync(running);
    }

    [Fact]
    public async Task A_send_of_this_process_wakes_it_at_once()
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        QueuePump pump = Pump((_, _) => { seen.TrySetResult(); return Task.CompletedTask; }, new QueuePumpOptions { PollInterval = TimeSpan.FromHours(1) });
        Task running = pump.RunAsync(stop.Token);

        await SendAsync(0, 1);
        await seen.Task.WaitAsync(Patience);
        await StopAsync(running);
    }

    [Fact]
    public async Task A_send_of_another_process_is_found_by_polling()
    {
        QueuePump pump = Pump(Record, new QueuePumpOptions());
        Task running = pump.RunAsync(stop.Token);
        using SqliteQueue other = new(folder.File("queue.db"));
        await other.SendAsync([QueueFixture.Message("a")]);

        await pump.DrainedAsync().WaitAsync(Patience);
        Assert.Equal(["a"], Assert.Single(handled));
        await StopAsync(running);
    }

    [Fact]
    public async Task A_poisonous_message_is_isolated_and_its_neighbours_are_handled()
    {
        await SendAsync(0, 40);
        QueuePump pump = Pump(
            (messages, cancel) => messages.Any(message => message.MessageId == "7") ? throw new FormatException("poison") : Record(messages, cancel),
            new QueuePumpOptions { BatchSize = 16, FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(4), PollInterval = TimeSpan.FromMilliseconds(2) });
        Task running = pump.RunAsync(stop.Token);

        await pump.DrainedAsync().WaitAsync(Patience);
        Assert.Equal("7", Assert.Single(queue.DeadLetters(10)).Message.MessageId);
        Assert.Equal(Enumerable.Range(0, 40).Where(i => i != 7).Order(), handled.SelectMany(batch => batch).Select(int.Parse).Order());
        await StopAsync(running);
    }

    [Fact]
    public async Task During_an_outage_it_slows_down_instead_of_using_up_deliveries()
    {
        await SendAsync(0, 100);
        Microsoft.Extensions.Time.Testing.FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(50));
        int attempts = 0;
        SemaphoreSlim attempted = new(0);
        QueuePump pump = new(queue, (_, _) =>
        {
            attempts++;
            attempted.Release();
            throw new IOException("store is down");
        }, new QueuePumpOptions { BatchSize = 1 }, time, NullLogger<QueuePump>.Instance);
        Task running = pump.RunAsync(stop.Token);

        // The clock stands still, so after the first failure the pump must be waiting.
        Assert.True(await attempted.WaitAsync(Patience));
        await StopAsync(running);
        Assert.Equal(1, attempts);
        Assert.Equal(0, queue.Count().DeadLetters);
    }

    [Fact]
    public async Task A_queue_whose_file_fails_is_tried_again_until_it_works()
    {
        await SendAsync(0, 3);
        using QueueDatabase vandal = new(folder.File("queue.db"));
        Rename("messages", "gone");
        FailureCount failures = new();
        QueuePump pump = new(
            queue, Record, new QueuePumpOptions { FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(2) },
            TimeProvider.System, failures);
        Task running = pump.RunAsync(stop.Token);
        Assert.True(await failures.Logged.WaitAsync(Patience) && await failures.Logged.WaitAsync(Patience));

        Rename("gone", "messages");
        await pump.DrainedAsync().WaitAsync(Patience);
        Assert.Equal(["0", "1", "2"], Assert.Single(handled));
        await StopAsync(running);

        void Rename(string from, string to)
        {
            using Microsoft.Data.Sqlite.SqliteCommand rename = vandal.Prepare($"ALTER TABLE {from} RENAME TO {to}");
            vandal.Write(rename.ExecuteNonQuery);
        }
    }

    [Fact]
    public async Task A_batch_is_bounded_by_its_bytes_but_never_empty()
    {
        await SendAsync(0, 5);
        int one = QueueFixture.Message("0").Body.Length;
        QueuePump pump = Pump(Record, new QueuePumpOptions { BatchBytes = (2 * one) + 1 });
        Task running = pump.RunAsync(stop.Token);
        await pump.DrainedAsync().WaitAsync(Patience);
        Assert.Equal([2, 2, 1], handled.Select(batch => batch.Length));
        await StopAsync(running);
        await SendAsync(5, 2);
        Assert.Single(queue.Receive(_ => 10, maxBytes: 1));
    }

    private sealed class FailureCount : Microsoft.Extensions.Logging.ILogger<QueuePump>
    {
        public SemaphoreSlim Logged { get; } = new(0);

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(
            Microsoft.Extensions.Logging.LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Logged.Release();
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 1)]
    [InlineData(6, 16)]
    [InlineData(7, 30)]
    [InlineData(5_000, 30)]
    public void Pauses_double_up_to_a_limit(int failures, double seconds) =>
        Assert.Equal(seconds, new QueuePumpOptions().PauseAfter(failures).TotalSeconds);

    [Fact]
    public async Task Finishes_the_batch_in_hand_when_stopped()
    {
        await SendAsync(0, 3);
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously), finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task running = Pump(async (_, cancel) =>
        {
            started.SetResult();
            await finish.Task.WaitAsync(cancel);
        }, new QueuePumpOptions()).RunAsync(stop.Token);

        await started.Task.WaitAsync(Patience);
        await stop.CancelAsync();
        finish.SetResult();
        await running.WaitAsync(Patience);
        Assert.True(queue.IsEmpty());
    }

    [Fact]
    public async Task Keeps_the_locks_while_the_handler_takes_its_time()
    {
        using QueueFixture fixture = new();
        await fixture.SendAsync("a");
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously), finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
        QueuePump pump = new(fixture.Queue, (_, _) => { started.TrySetResult(); return finish.Task; }, new QueuePumpOptions(), fixture.Time, NullLogger<QueuePump>.Instance);
        Task running = pump.RunAsync(stop.Token);
        await started.Task.WaitAsync(Patience);

        // The renewal runs on another thread. An observer whose clock is ahead of the old lock's end sees when it has happened.
        Microsoft.Extensions.Time.Testing.FakeTimeProvider ahead = new(fixture.Time.GetUtcNow() + (fixture.Options.LockDuration * 3 / 4));
        using SqliteQueue observer = fixture.Open(ahead);
        for (int i = 0; i < 4; i++)
        {
            fixture.Time.Advance(fixture.Options.LockDuration / 2);
            ahead.Advance(fixture.Options.LockDuration / 2);
            Assert.True(SpinWait.SpinUntil(() => observer.Count().Locked == 1, Patience));
        }

        finish.SetResult();
        await StopAsync(running);
        Assert.True(fixture.Queue.IsEmpty());
    }

    private QueuePump Pump(Func<IReadOnlyList<QueueMessage>, CancellationToken, Task> handle, QueuePumpOptions options) =>
        new(queue, handle, options, TimeProvider.System, NullLogger<QueuePump>.Instance);

    private Task Record(IReadOnlyList<QueueMessage> messages, CancellationToken cancel)
    {
        handled.Enqueue([.. messages.Select(message => message.MessageId)]);
        return Task.CompletedTask;
    }

    private Task SendAsync(int first, int count) => queue.SendAsync([.. Enumerable.Range(first, count).Select(i => QueueFixture.Message($"{i}"))]);

    private async Task StopAsync(Task running)
    {
        await stop.CancelAsync();
        await running.WaitAsync(Patience);
    }
}
