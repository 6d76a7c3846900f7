using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AttentionFunctions.Tests;

public sealed class ProgramTests
{
    /// <summary>Top-level statements cannot stand beside the test runner's entry point, so Program.cs is compiled here.</summary>
    [Fact]
    public void Program_compiles_against_the_pipeline_and_the_worker()
    {
        using var reader = new StreamReader(typeof(ProgramTests).Assembly.GetManifestResourceStream("Program.cs")!);
        const string implicitUsings = "global using System; global using System.Linq; global using System.Threading.Tasks;";
        MetadataReference[] references = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Program", [CSharpSyntaxTree.ParseText(reader.ReadToEnd()), CSharpSyntaxTree.ParseText(implicitUsings)], references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void The_app_references_the_versions_that_belong_together()
    {
        using var reader = new StreamReader(typeof(ProgramTests).Assembly.GetManifestResourceStream("Directory.Packages.props")!);
        string versions = reader.ReadToEnd();
        foreach ((string package, string version) in new[]
        {
            ("Microsoft.Azure.Functions.Worker", "2.52.0"), ("Microsoft.Azure.Functions.Worker.Sdk", "2.1.0"),
            ("Microsoft.Azure.Functions.Worker.Extensions.Http", "3.3.0"),
            ("Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore", "2.1.1"),
            ("Microsoft.Azure.Functions.Worker.Extensions.ServiceBus", "5.24.0"),
            ("Microsoft.Azure.Functions.Worker.Extensions.Timer", "4.3.1"),
        })
            Assert.Contains($"Include=\"{package}\" Version=\"{version}\"", versions);
    }
}
