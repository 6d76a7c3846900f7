namespace AttentionFunctions.Train;

/// <summary>
/// Threads that work on numbered parts together, again and again, without allocating: a step of training is far shorter than what a task
/// costs. Which thread takes which part is left open, so parts must not depend on it.
/// </summary>
internal sealed class Team : IDisposable
{
    private readonly Thread[] _others;
    private readonly Barrier _barrier;
    private Action<int> _work = static _ => { };
    private Exception? _failure;
    private int _parts;
    private int _next;
    private volatile bool _over;

    /// <param name="size">Threads, the caller's included.</param>
    public Team(int size)
    {
        _barrier = new(size);
        _others = new Thread[size - 1];
        for (var i = 0; i < _others.Length; i++)
        {
            _others[i] = new(Serve) { IsBackground = true, Name = "training" };
            _others[i].Start();
        }
    }

    public int Size => _others.Length + 1;

    /// <summary>Returns when every part is done. An exception of a part is thrown here, after all have ended.</summary>
    /// <param name="work">Called once with every number from 0 on. Keep the delegate: making one anew allocates.</param>
    public void Run(int parts, Action<int> work)
    {
        if (parts <= 1 || Size == 1)
        {
            // Waking the others would take longer than the work.
            for (var part = 0; part < parts; part++)
            {
                work(part);
            }

            return;
        }

        (_work, _parts, _next) = (work, parts, 0);
        _barrier.SignalAndWait();
        Take();
        _barrier.SignalAndWait();
        if (_failure is { } failure)
        {
            _failure = null;
            throw new InvalidOperationException("A part of a training step failed.", failure);
        }
    }

    public void Dispose()
    {
        _over = true;
        _barrier.SignalAndWait();
        foreach (var thread in _others)
        {
            thread.Join();
        }

        _barrier.Dispose();
    }

    private void Serve()
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_over)
            {
                return;
            }

            Take();
            _barrier.SignalAndWait();
        }
    }

    private void Take()
    {
        try
        {
            for (var part = Interlocked.Increment(ref _next) - 1; part < _parts; part = Interlocked.Increment(ref _next) - 1)
            {
                _work(part);
            }
        }
        catch (Exception e)
        {
            // An exception on a thread of ours would end the process; it belongs to whoever called Run.
            Interlocked.CompareExchange(ref _failure, e, null);
        }
    }
}
