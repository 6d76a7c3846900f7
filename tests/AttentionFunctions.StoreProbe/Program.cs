// A second process for the store's tests, to compete with and to be killed.
//   increment {connection} {container} {name} {times}
//   stamp {connection} {container} {name} {times}   replaces {name} by the next stamp, says its count after every one
//   write {connection} {container} {name}      creates name-0, name-1, … of 8 MiB and replaces {name}, until it is killed
//   hold {connection} {container} {name}       takes the lease for 15 s, says so, and waits to be killed
//   decide {connection} {container} {name}     decides and rewards name-0, name-1, …, says each that was answered, until it is killed
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using AttentionFunctions;
using AttentionFunctions.Decide;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using Microsoft.Extensions.DependencyInjection;

if (args is not [var verb, var connection, var container, var name, .. var more])
{
    Console.Error.WriteLine("Usage: {increment|stamp|write|hold|decide} {connection} {container} {name} [{times}]");
    return 2;
}

IBlobStore store = BlobStores.Open(connection, container);
switch (verb)
{
    case "increment":
        for (int i = int.Parse(more[0], CultureInfo.InvariantCulture); i > 0; i--)
        {
            await store.UpdateAsync(name, Increment);
        }

        return 0;
    case "stamp":
        for (int i = int.Parse(more[0], CultureInfo.InvariantCulture); i > 0; i--)
        {
            Console.WriteLine(await Stamp.AdvanceAsync(store, name));
        }

        return 0;
    case "write":
        byte[] content = new byte[8 << 20];
        for (int i = 0; ; i++)
        {
            content.AsSpan().Fill((byte)i);
            await store.TryCreateAsync($"{name}-{i}", new MemoryStream(content));
            await store.UpdateAsync(name, _ => content);
            Console.WriteLine(i);
        }

    case "hold":
        await using (IBlobLease? lease = await store.TryAcquireLeaseAsync(name, TimeSpan.FromSeconds(15)))
        {
            Console.WriteLine(lease is null ? "taken" : "held");
            await Task.Delay(Timeout.Infinite);
        }

        return 0;
    case "decide":
        var services = new ServiceCollection();
        services.AddAttentionPipeline(new PipelineOptions { Storage = connection, PseudonymKey = new byte[32] });
        services.AddSingleton(store);
        await using (ServiceProvider pipeline = services.BuildServiceProvider())
        {
            var decider = pipeline.GetRequiredService<Decider>();
            int next = 0;
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                while (true)
                {
                    string id = $"{name}-{Interlocked.Increment(ref next)}";
                    byte[] body = Encoding.UTF8.GetBytes($$"""{"eventId":"{{id}}","actions":[{"id":"a"},{"id":"b"}]}""");
                    await decider.DecideAsync(DecisionCall.Read(body, multiSlot: false), default);
                    Console.WriteLine($"decided {id}");
                    await decider.RewardAsync(id, 1);
                    Console.WriteLine($"rewarded {id}");
                }
            }));
        }

        return 0;
    default:
        return 2;
}

static byte[] Increment(ReadOnlyMemory<byte>? stored)
{
    byte[] next = new byte[sizeof(long)];
    BinaryPrimitives.WriteInt64LittleEndian(next, 1 + (stored is { } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes.Span) : 0));
    return next;
}
