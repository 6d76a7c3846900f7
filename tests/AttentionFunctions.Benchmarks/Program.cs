using AttentionFunctions.Benchmarks;

// End-to-end measurements are plain loops: one run is minutes of work, not a micro-benchmark to repeat.
return args switch
{
    ["ingest", var events, .. var storage] => await IngestThroughput.RunAsync(int.Parse(events, System.Globalization.CultureInfo.InvariantCulture), storage.FirstOrDefault()),
    ["latency", var address, var users, .. var rate] => await RequestLatency.RunAsync(new Uri(address), File.ReadAllLines(users), rate.Length > 0 ? int.Parse(rate[0], System.Globalization.CultureInfo.InvariantCulture) : 200),
    ["economy"] => EconomySpeed.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("ingest EVENTS [STORAGE]            queue → stored, one event a message");
    Console.Error.WriteLine("latency ADDRESS USERS-FILE [RATE]  recommendations at RATE requests a second for 20 seconds");
    Console.Error.WriteLine("economy                            fair rankings, auctions, allocation, ledger");
    return 1;
}
