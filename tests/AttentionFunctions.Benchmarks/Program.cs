using AttentionFunctions.Benchmarks;

// End-to-end measurements are plain loops: one run is minutes of work, not a micro-benchmark to repeat.
return args switch
{
    ["ingest", var events, .. var storage] => await IngestThroughput.RunAsync(int.Parse(events, System.Globalization.CultureInfo.InvariantCulture), storage.FirstOrDefault()),
    ["latency", var address, var users, .. var rate] => await RequestLatency.RunAsync(new Uri(address), File.ReadAllLines(users), rate.Length > 0 ? int.Parse(rate[0], System.Globalization.CultureInfo.InvariantCulture) : 200),
    ["plan-check", var instances] => PlanMeasurements.Check(int.Parse(instances, System.Globalization.CultureInfo.InvariantCulture)),
    ["plan-optimal", var instances] => PlanMeasurements.Optimal(int.Parse(instances, System.Globalization.CultureInfo.InvariantCulture)),
    ["plan-learning", var people] => PlanMeasurements.Learning(int.Parse(people, System.Globalization.CultureInfo.InvariantCulture)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("ingest EVENTS [STORAGE]            queue → stored, one event a message");
    Console.Error.WriteLine("latency ADDRESS USERS-FILE [RATE]  recommendations at RATE requests a second for 20 seconds");
    Console.Error.WriteLine("plan-check INSTANCES               random days through the independent checker");
    Console.Error.WriteLine("plan-optimal INSTANCES             days of 40 tasks: share proven optimal within a second");
    Console.Error.WriteLine("plan-learning PEOPLE               error of the learned focus curve, value of plans by it");
    return 1;
}
