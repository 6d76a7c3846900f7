using System.Text.Json;

namespace AttentionFunctions.Embed;

/// <summary>Where publishers put the model in its folder.</summary>
internal static class ModelFiles
{
    private static readonly string[] Places = ["model.onnx", "onnx/model.onnx"];

    private const string ModulesFile = "modules.json";

    /// <summary>Pooling and normalising are done here; a dense layer after them would have to be part of the ONNX file.</summary>
    private static readonly string[] KnownModules = ["Transformer", "Pooling", "Normalize"];

    public static string Find(ModelFolder folder) =>
        Places.FirstOrDefault(folder.Has)
        ?? throw new EncoderConfigurationException(
            $"{folder.Path} has no {string.Join(" or ", Places)}. Download the model's ONNX file, or export it with optimum-cli export onnx.");

    /// <summary>Throws when the model has parts that are not in its ONNX file.</summary>
    public static void CheckModules(ModelFolder folder)
    {
        if (!folder.Has(ModulesFile)) return;
        var modules = SettingsFile.Parse(folder.Locate(ModulesFile));
        if (modules.ValueKind != JsonValueKind.Array)
            throw new EncoderConfigurationException($"{folder.Locate(ModulesFile)} must be a JSON array. Download the file again.");
        foreach (var module in modules.EnumerateArray())
        {
            var type = module.ValueKind == JsonValueKind.Object && module.TryGetProperty("type", out var name) ? name.ToString() : module.ToString();
            if (!KnownModules.Contains(type.Split('.')[^1]))
                throw new EncoderConfigurationException(
                    $"{folder.Path} has a module {type}, but only {string.Join(", ", KnownModules)} are known. Use a model without it.");
        }
    }

    /// <summary>Models beyond 2 GB keep their weights beside them, as <c>model.onnx_data</c> or <c>model.onnx.data</c>.</summary>
    public static IEnumerable<string> WithWeights(ModelFolder folder, string model)
    {
        var place = model[..^Path.GetFileName(model).Length];
        return Directory.EnumerateFiles(folder.Locate(place), "model.onnx*").Select(file => place + Path.GetFileName(file));
    }
}
