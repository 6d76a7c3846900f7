namespace AttentionFunctions.Plan;

/// <summary>
/// What the rules that a path does not know of cost it: a price on the effort of each item, on deep work and filled time of each day, and on
/// what begins before that which it waits for is done. For any prices, the longest path by them plus <see cref="Constant"/> is at least the
/// score of every plan (Lagrangian relaxation: Held, Wolfe and Crowder 1974).
/// </summary>
/// <remarks>
/// <code>
/// Σ over places   gain − price of effort × slots − price of the day × slots + prices of order
/// + Σ over items  max(0, price of effort × effort + finish)        without the max where it must be finished
/// + Σ over days   price × what the day allows
/// </code>
/// </remarks>
internal sealed class DayPrices
{
    private const double Tolerance = 1e-6;

    private readonly PlanProblem _problem;
    private readonly double[] _effort, _deep, _filled;
    private readonly Order[] _orders;

    public DayPrices(PlanProblem problem)
    {
        _problem = problem;
        _effort = [.. problem.Items.Select(item => -(double)item.Finish / item.Slots)];
        (_deep, _filled) = (new double[problem.Days], new double[problem.Days]);
        _orders = [.. problem.Items.SelectMany((item, after) => item.After.Select(before => new Order(before, after, new double[problem.Slots.Length + 1])))];
    }

    private DayPrices(DayPrices other)
    {
        _problem = other._problem;
        (_effort, _deep, _filled) = ([.. other._effort], [.. other._deep], [.. other._filled]);
        _orders = [.. other._orders.Select(order => order with { Prices = [.. order.Prices] })];
    }

    public DayPrices Copy() => new(this);

    /// <summary>A path that counts something by itself pays no price for it.</summary>
    public void Release(PathMemory memory)
    {
        for (int item = 0; item < _effort.Length; item++)
            if (memory.Holds(item)) _effort[item] = 0;
        if (memory.CountsDeep) Array.Clear(_deep);
        if (memory.CountsFilled) Array.Clear(_filled);
    }

    /// <summary>What is added to the longest path.</summary>
    public double Constant(PathMemory memory, PlanCase plans)
    {
        double sum = 0;
        for (int item = 0; item < _effort.Length; item++)
        {
            sum += Promised(memory, plans, item) - plans.Owed(item);
        }

        for (int day = 0; day < _deep.Length; day++)
            sum += (_deep[day] > 0 ? _deep[day] * _problem.FocusCap : 0) + _filled[day] * _problem.FillLimit[day];
        return sum;
    }

    /// <summary>What <see cref="Constant"/> holds for an item, however much of it is done.</summary>
    public double Promised(PathMemory memory, PlanCase plans, int item)
    {
        if (memory.Holds(item)) return 0;
        double all = Earned(plans, item, _problem.Items[item].Slots);
        return plans.Finished[item] ? all : Math.Max(0, all);
    }

    /// <summary>What an item is worth beyond the profits of its places when so many slots of it are done.</summary>
    public double Earned(PlanCase plans, int item, int done) =>
        _effort[item] * done + (done == _problem.Items[item].Slots ? plans.Finish(item) : 0);

    /// <summary>How far a path is from what the price of deep work is for, in points.</summary>
    public double FaultOfDeep(int day, PathUse use) =>
        _problem.FocusCap == int.MaxValue ? 0 : Fault(_deep[day], use.Deep[day] - _problem.FocusCap);

    public double FaultOfFilled(int day, PathUse use) => Fault(_filled[day], use.Filled[day] - _problem.FillLimit[day]);

    /// <summary>Of each place by these prices.</summary>
    public double[] Profits(Chunk[] places)
    {
        double[][] later = [.. _orders.Select(order => order.PricesFrom())];
        var profits = new double[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            Chunk place = places[i];
            PlanItem item = _problem.Items[place.Item];
            double profit = PlanScore.GainOf(_problem, place) - place.Length * _effort[place.Item];
            for (int slot = place.Start; slot < place.End; slot++)
            {
                if (item.IsDeep) profit -= _deep[_problem.Slots[slot].Day];
                if (PlanScore.CountsAsFilled(_problem, item, slot)) profit -= _filled[_problem.Slots[slot].Day];
            }

            for (int order = 0; order < _orders.Length; order++)
            {
                if (_orders[order].Before == place.Item) profit += later[order][place.End] * place.Length / item.Slots;
                else if (_orders[order].After == place.Item) profit -= later[order][place.Start] - (item.IsSplit ? later[order][place.End] : 0);
            }

            profits[i] = profit;
        }

        return profits;
    }

    /// <summary>A step against what the path does wrong (Polyak's length). False when it does nothing wrong that a price can cure.</summary>
    /// <param name="aim">How much lower the bound should come to lie.</param>
    public bool Step(Chunk[] path, PathMemory memory, PlanCase plans, double aim)
    {
        PathUse use = PathUse.Of(_problem, path);
        var effort = new double[_effort.Length];
        double norm = 0;
        for (int item = 0; item < effort.Length; item++)
        {
            if (memory.Holds(item)) continue;
            effort[item] = _problem.Items[item].Slots - use.Effort[item];
            if (!plans.Finished[item] && _effort[item] <= Lowest(plans, item) + Tolerance && effort[item] > 0) effort[item] = 0;
            norm += effort[item] * effort[item];
        }

        var deep = new double[_deep.Length];
        var filled = new double[_filled.Length];
        for (int day = 0; day < deep.Length; day++)
        {
            if (_problem.FocusCap != int.MaxValue && !memory.CountsDeep) deep[day] = _problem.FocusCap - use.Deep[day];
            if (_deep[day] <= 0 && deep[day] > 0) deep[day] = 0;
            if (!memory.CountsFilled) filled[day] = _problem.FillLimit[day] - use.Filled[day];
            if (_filled[day] <= 0 && filled[day] > 0) filled[day] = 0;
            if (_filled[day] >= PlanProblem.SlackCost && filled[day] < 0) filled[day] = 0;
            norm += deep[day] * deep[day] + filled[day] * filled[day];
        }

        double[][] late = [.. _orders.Select(order => order.Lead(_problem, path))];
        for (int order = 0; order < late.Length; order++)
        {
            for (int slot = 0; slot < late[order].Length; slot++)
            {
                if (_orders[order].Prices[slot] <= 0 && late[order][slot] > 0) late[order][slot] = 0;
                norm += late[order][slot] * late[order][slot];
            }
        }

        if (norm == 0) return false;
        double step = aim / norm;
        for (int item = 0; item < effort.Length; item++)
        {
            if (memory.Holds(item)) continue;
            _effort[item] -= step * effort[item];
            if (!plans.Finished[item]) _effort[item] = Math.Max(_effort[item], Lowest(plans, item));
        }

        for (int day = 0; day < deep.Length; day++)
        {
            _deep[day] = Math.Max(0, _deep[day] - step * deep[day]);
            _filled[day] = Math.Clamp(_filled[day] - step * filled[day], 0, PlanProblem.SlackCost);
        }

        for (int order = 0; order < late.Length; order++)
            for (int slot = 0; slot < late[order].Length; slot++)
                _orders[order].Prices[slot] = Math.Max(0, _orders[order].Prices[slot] - step * late[order][slot]);
        return true;
    }

    private static double Fault(double price, int excess) => price * Math.Abs(excess);

    /// <summary>Below this the item is worth nothing to the path and nothing when left out.</summary>
    private double Lowest(PlanCase plans, int item) => -plans.Finish(item) / _problem.Items[item].Slots;

    /// <param name="Prices">By slot: for what has begun before it while the other is not done.</param>
    private sealed record Order(int Before, int After, double[] Prices)
    {
        public double[] PricesFrom()
        {
            var from = new double[Prices.Length + 1];
            for (int slot = Prices.Length - 1; slot >= 0; slot--) from[slot] = from[slot + 1] + Prices[slot];
            return from;
        }

        /// <summary>By slot: the share of the first that is done less whether the second has begun; below 0 where a path breaks the order.</summary>
        public double[] Lead(PlanProblem problem, Chunk[] path)
        {
            var lead = new double[Prices.Length];
            foreach (Chunk place in path)
            {
                if (place.Item == Before)
                {
                    for (int slot = place.End; slot < lead.Length; slot++) lead[slot] += (double)place.Length / problem.Items[Before].Slots;
                }
                else if (place.Item == After)
                {
                    int end = problem.Items[After].IsSplit ? place.End : lead.Length;
                    for (int slot = place.Start; slot < end; slot++) lead[slot]--;
                }
            }

            return lead;
        }
    }
}
