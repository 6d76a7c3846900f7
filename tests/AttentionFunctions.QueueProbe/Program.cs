using System.Diagnostics;
using System.Globalization;
using System.Text;
using AttentionFunctions.Ingest;
using AttentionFunctions.Local.Queue;

// A second process on a queue file, made to be killed by a test (send, receive) or to be timed (measure).
// It prints what the queue has acknowledged, line by line, so that the test knows what must be there afterwards.
using SqliteQueue queue = new(args[1], new SqliteQueueOptions { LockDuration = TimeSpan.FromSeconds(1) });
switch (args[0])
{
    case "send":
        for (int batch = 0; ; batch++)
        {
            await queue.SendAsync(Messages(batch * 20, 20));
            Console.WriteLine((batch + 1) * 20);
        }

    case "receive":
        while (true)
        {
            IReadOnlyList<LockedMessage> received = queue.Receive(20);
            if (queue.Complete(received) != received.Count) continue;
            foreach (LockedMessage message in received) Console.WriteLine(message.Message.MessageId);
        }

    // Takes everything and keeps it, with a lock that outlasts any test.
    case "hold":
        using (SqliteQueue patient = new(args[1], new SqliteQueueOptions { LockDuration = TimeSpan.FromHours(1) }))
        {
            Console.WriteLine(patient.Receive(1_000).Count);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        }

        return 0;

    case "measure":
        await MeasureAsync(total: 200_000, batchSize: int.Parse(args[2], CultureInfo.InvariantCulture));
        return 0;

    default:
        Console.Error.WriteLine("usage: send|receive|hold|measure <queue.db> [batch size]");
        return 2;
}

async Task MeasureAsync(int total, int batchSize)
{
    long start = Stopwatch.GetTimestamp();
    for (int sent = 0; sent < total; sent += batchSize) await queue.SendAsync(Messages(sent, batchSize));
    TimeSpan sending = Stopwatch.GetElapsedTime(start);
    start = Stopwatch.GetTimestamp();
    while (queue.Receive(batchSize) is { Count: > 0 } received) queue.Complete(received);
    TimeSpan receiving = Stopwatch.GetElapsedTime(start);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"batches of {batchSize}: send {total / sending.TotalSeconds:N0}/s, receive and complete {total / receiving.TotalSeconds:N0}/s"));
}

static OutgoingMessage[] Messages(int first, int count) =>
[
    .. Enumerable.Range(first, count).Select(i => new OutgoingMessage(
        i.ToString(CultureInfo.InvariantCulture),
        Encoding.UTF8.GetBytes($$"""{"id":"{{i}}","type":"view","userId":"u-17","itemId":"i-42","time":"2026-11-23T20:41:00Z","dwellSeconds":37.5}"""))),
];
