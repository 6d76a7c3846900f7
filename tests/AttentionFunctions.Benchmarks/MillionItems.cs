using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace AttentionFunctions.Benchmarks;

/// <summary>The built host over a <see cref="LargeCatalogue"/>: memory of its process, and how long requests take, one after the other.</summary>
internal static class MillionItems
{
    private const int Requests = 300;

    private static readonly (string Name, Func<int, string> Path)[] Kinds =
    [
        ("plain", user => $"/api/users/user{user}/recommendations"),
        ("filter, diversity, full explanations", user => $"/api/users/user{user}/recommendations?diversity=0.3&explain=full&filter=price%20%3C%2080%20and%20language%20%3D%20%22en%22"),
        ("search", user => $"/api/search?q={Uri.EscapeDataString("bareto mikane")}&userId=user{user}"),
        ("similar", user => $"/api/items/{LargeCatalogue.Id(user * 97)}/similar"),
    ];

    /// <param name="host">The built <c>attention</c> executable.</param>
    /// <param name="data">What <see cref="LargeCatalogue.MakeAsync"/> made.</param>
    public static async Task<int> RunAsync(string host, string data)
    {
        await using HostProcess process = HostProcess.Start(host, data);
        await process.GetAsync("/api/openapi.json");
        Say(process, $"listening after {process.SinceStart.TotalSeconds:F1} s");
        await process.GetAsync(Kinds[0].Path(1));
        Say(process, $"first recommendations after {process.SinceStart.TotalSeconds:F1} s");
        foreach ((_, Func<int, string> path) in Kinds) await process.GetAsync(path(2));
        Say(process, $"each kind of request once");

        // From here on the peak is that of serving.
        await File.WriteAllTextAsync($"/proc/{process.Id}/clear_refs", "5");
        foreach ((string name, Func<int, string> path) in Kinds)
        {
            var times = new List<double>(Requests);
            for (int n = 0; n < Requests; n++)
            {
                long asked = Stopwatch.GetTimestamp();
                await process.GetAsync(path(n * 7 % LargeCatalogue.Users));
                times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }

            times.Sort();
            Say(process, $"{name}: p50 {times[Requests / 2]:F1} ms, p99 {times[Requests * 99 / 100]:F1}");
        }

        await File.WriteAllTextAsync($"/proc/{process.Id}/clear_refs", "5");
        Say(process, $"another title shows after {await ShownAsync(process.Http):F1} s, and a removed item goes after {await GoneAsync(process.Http):F1} s");
        await Task.Delay(TimeSpan.FromSeconds(40));
        for (int n = 0; n < Requests; n++) await process.GetAsync(Kinds[0].Path(n % LargeCatalogue.Users));
        Say(process, $"with the views made since");
        return 0;
    }

    private static async Task<double> ShownAsync(HttpClient http)
    {
        JsonElement first = await FirstAsync(http);
        string title = $"changed {Guid.NewGuid():N}";
        long sent = Stopwatch.GetTimestamp();
        using HttpResponseMessage accepted = await http.PostAsJsonAsync("/api/events", new { type = "item.upserted", itemId = first.GetProperty("itemId").GetString(), title, price = 1, language = "en" });
        accepted.EnsureSuccessStatusCode();
        while ((await SlateAsync(http)).All(item => item.GetProperty("title").GetString() != title) && Stopwatch.GetElapsedTime(sent) < HostProcess.Patience) await Task.Delay(50);
        return Stopwatch.GetElapsedTime(sent).TotalSeconds;
    }

    private static async Task<double> GoneAsync(HttpClient http)
    {
        string? id = (await FirstAsync(http)).GetProperty("itemId").GetString();
        long sent = Stopwatch.GetTimestamp();
        using HttpResponseMessage accepted = await http.PostAsJsonAsync("/api/events", new { type = "item.removed", itemId = id });
        accepted.EnsureSuccessStatusCode();
        while ((await SlateAsync(http)).Any(item => item.GetProperty("itemId").GetString() == id) && Stopwatch.GetElapsedTime(sent) < HostProcess.Patience) await Task.Delay(50);
        return Stopwatch.GetElapsedTime(sent).TotalSeconds;
    }

    private static async Task<JsonElement> FirstAsync(HttpClient http) => (await SlateAsync(http)).First();

    private static async Task<JsonElement.ArrayEnumerator> SlateAsync(HttpClient http) =>
        (await http.GetFromJsonAsync<JsonElement>(Kinds[0].Path(3))).GetProperty("items").EnumerateArray();

    /// <summary>What the process holds for itself, and what of it are files that the system may take back; now and at its peak.</summary>
    private static void Say(HostProcess process, FormattableString what)
    {
        Dictionary<string, long> status = File.ReadLines($"/proc/{process.Id}/status").Where(line => line.StartsWith("Vm", StringComparison.Ordinal) || line.StartsWith("Rss", StringComparison.Ordinal))
            .Select(line => line.Split([':', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).ToDictionary(parts => parts[0], parts => long.Parse(parts[1], CultureInfo.InvariantCulture) * 1024);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Mega("RssAnon"),6:F0} MB and {Mega("RssFile"),4:F0} of files, {Mega("VmRSS"),5:F0} together, peak {Mega("VmHWM"),5:F0}: {what.ToString(CultureInfo.InvariantCulture)}"));

        double Mega(string name) => status[name] / 1e6;
    }
}
