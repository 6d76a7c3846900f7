using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>
/// Learns what came next (answer 1) from what did not (0, drawn evenly from the catalogue) by squared error. One thread and one seed, so a run repeats
/// bit by bit; the number of pairs bounds the time.
/// </summary>
internal static class PerceptronFit
{
    private const int PairsBetweenChecks = 4096;

    public static Perceptron Train(SequenceSet set, ContentVectors vectors, HistoryShares shares, PerceptronOptions options, int seed, CancellationToken cancel)
    {
        var random = new Random(seed);
        var net = new Perceptron(vectors.Dimension, options.Hidden);
        net.Initialise(random);
        var users = set.Users.Where(user => user.Interactions.Length > 1).ToArray();
        if (users.Length == 0)
        {
            return net;
        }

        // Position p of the concatenation of all sequences, each without its first event.
        var ends = new int[users.Length];
        for (var i = 0; i < users.Length; i++)
        {
            ends[i] = (i == 0 ? 0 : ends[i - 1]) + users[i].Interactions.Length - 1;
        }

        var adam = new Adam(net.Parameters.Length);
        var gradient = new float[net.Parameters.Length];
        var (mean, scratch) = (new float[vectors.Dimension], new float[options.Hidden]);
        var target = 0;
        for (var pair = 0; pair < options.Pairs; pair++)
        {
            if (pair % PairsBetweenChecks == 0)
            {
                cancel.ThrowIfCancellationRequested();
            }

            var answer = pair % (1 + options.Negatives) == 0 ? 1f : 0f;
            if (answer == 1)
            {
                var place = random.Next(ends[^1]);
                var user = Array.BinarySearch(ends, place + 1);
                user = user < 0 ? ~user : user;
                var at = users[user].Interactions.Length - (ends[user] - place);
                vectors.Mean(users[user].Interactions.AsSpan(0, at), shares, mean);
                target = users[user].Interactions[at].Item;
            }

            var item = answer == 1 ? target : random.Next(vectors.Count);
            net.AddGradient(mean, vectors.Of(item), item == target ? 1 : 0, gradient, scratch);
            if ((pair + 1) % options.Batch == 0)
            {
                TensorPrimitives.Divide(gradient, options.Batch, gradient);
                adam.Step(net.Parameters, gradient, options.LearningRate * (1 - (double)pair / options.Pairs));
                Array.Clear(gradient);
            }
        }

        return net;
    }
}
