using System.Diagnostics;
using System.Globalization;
using AttentionFunctions.Events;
using AttentionFunctions.Train;

namespace AttentionFunctions.Benchmarks;

/// <summary>Epochs of the sequence model, and whole trainings over made-up logs of growing size.</summary>
internal static class TrainingSpeed
{
    /// <summary>Plain SASRec (d = 64, two blocks, two heads, 200 newest events, softmax over all items) on the epoch of a data set.</summary>
    public static int Epochs(string folder, int epochs)
    {
        var set = DatasetFolder.Sequences(folder);
        var newest = set with { Users = [.. set.Users.Select(user => user with { Interactions = user.Interactions[^Math.Min(201, user.Interactions.Length)..] })] };
        var plan = SequencePlan.For(newest, new())! with { Hidden = 64, Length = 200, Epochs = epochs, BatchSequences = 64, Texts = false };
        using var trainer = new SequenceTrainer(newest, plan, seed: 1);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var started = Stopwatch.GetTimestamp();
            var loss = trainer.Epoch(epoch);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"epoch {epoch + 1}: {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s, loss {loss:F3}, {newest.InteractionCount - newest.Users.Length} events"));
        }

        return 0;
    }

    /// <summary>Every model of a retrain on <paramref name="events"/> made-up events, the sequence model for one epoch.</summary>
    public static int Growth(int events)
    {
        var set = MadeUp(events);
        var started = Stopwatch.GetTimestamp();
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        FittedModels.Fit(set, new(), seed: 1);
        var others = process.TotalProcessorTime - cpu;
        var plan = SequencePlan.For(set, new())!;
        using (var trainer = new SequenceTrainer(set, plan, seed: 1))
        {
            trainer.Epoch(0);
        }

        process.Refresh();
        var epoch = process.TotalProcessorTime - cpu - others;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{set.InteractionCount} events, {set.ItemIds.Length} items: an epoch {epoch.TotalMicroseconds / events:F1} µs of computing an event, the other models {others.TotalMicroseconds / events:F1}; "
            + $"{Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s, {process.PeakWorkingSet64 / 1e6:F0} MB at most; plan {plan}"));
        return 0;
    }

    /// <summary>Users of 100 events on a catalogue of 5,000 items, each stepping on from its last item or to a popular one.</summary>
    private static SequenceSet MadeUp(int events)
    {
        const int items = 5000, length = 100;
        var random = new Random(1);
        return new([.. Enumerable.Range(0, items).Select(item => $"i{item:D5}")], [.. Enumerable.Range(0, events / length).Select(user =>
        {
            var at = random.Next(items);
            return new UserSequence($"u{user:D7}", [.. Enumerable.Range(0, length).Select(step =>
            {
                at = random.Next(3) == 0 ? (int)(items * Math.Pow(random.NextDouble(), 3)) : (at + 1 + random.Next(20)) % items;
                return new Interaction(at, EventType.View, 1, 1_767_225_600_000 + step * 60_000L);
            })]);
        })]);
    }
}
