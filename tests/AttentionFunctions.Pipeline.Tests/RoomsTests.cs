using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AttentionFunctions;

/// <summary>Rooms depend downwards only: a room may use those before it in <see cref="Order"/>, never one after.</summary>
public sealed class RoomsTests
{
    private static readonly string[] Order =
        ["Events", "Store", "Embed", "Catalogue", "Profiles", "Train", "Ingest", "Rank", "Decide", "Plan", "Economy", "Assist", "Watch", "Http"];

    [Fact]
    public void Every_folder_of_the_pipeline_is_a_room_with_a_place_in_the_order()
    {
        string[] folders = [.. Directory.GetDirectories(PipelineFolder()).Select(path => Path.GetFileName(path)!).Except(["bin", "obj"]).Order()];
        Assert.Equal(Order.Order(), folders);
    }

    [Fact]
    public void No_room_uses_a_room_above_it()
    {
        (string Path, SyntaxTree Tree)[] sources = [.. Order.SelectMany(room =>
                Directory.GetFiles(Path.Combine(PipelineFolder(), room), "*.cs", SearchOption.AllDirectories))
            .Select(path => (path, (SyntaxTree)CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path)))];
        MetadataReference[] references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) != "AttentionFunctions.Pipeline.dll")
            .Select(path => MetadataReference.CreateFromFile(path))];
        CSharpCompilation compilation = CSharpCompilation.Create("Rooms", sources.Select(source => source.Tree), references);

        var upwards = new SortedSet<string>(StringComparer.Ordinal);
        int uses = 0;
        foreach ((string path, SyntaxTree tree) in sources)
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            int own = Array.IndexOf(Order, Path.GetRelativePath(PipelineFolder(), path).Split(Path.DirectorySeparatorChar)[0]);
            foreach (SimpleNameSyntax name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (RoomOf(model.GetSymbolInfo(name).Symbol) is not { } used) continue;
                uses++;
                if (Array.IndexOf(Order, used) > own) upwards.Add($"{Path.GetFileName(path)} ({Order[own]}) uses {name} of {used}");
            }
        }

        Assert.True(uses > 1000, "The check found too few uses to mean anything.");
        Assert.Empty(upwards);
    }

    private static string? RoomOf(ISymbol? symbol)
    {
        if (symbol is null or INamespaceSymbol) return null;
        string? space = symbol.ContainingNamespace?.ToDisplayString();
        return space?.StartsWith("AttentionFunctions.", StringComparison.Ordinal) == true ? space.Split('.')[1] : null;
    }

    private static string PipelineFolder()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "AttentionFunctions.sln"))) folder = Path.GetDirectoryName(folder);
        return Path.Combine(folder ?? throw new DirectoryNotFoundException("The tests run outside the repository."), "src", "AttentionFunctions.Pipeline");
    }
}
