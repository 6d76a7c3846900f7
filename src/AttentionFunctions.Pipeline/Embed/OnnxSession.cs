using Microsoft.ML.OnnxRuntime;

namespace AttentionFunctions.Embed;

/// <summary>Opens ONNX Runtime sessions the way this system runs them.</summary>
internal static class OnnxSession
{
    public static InferenceSession Open(byte[] model, EncoderOptions options)
    {
        using var settings = Settings(options);
        return new InferenceSession(model, settings);
    }

    /// <summary>From a file, so that weights in files beside it are found.</summary>
    public static InferenceSession Open(string path, EncoderOptions options)
    {
        try
        {
            using var settings = Settings(options);
            return new InferenceSession(path, settings);
        }
        catch (OnnxRuntimeException error)
        {
            throw new EncoderConfigurationException(
                $"ONNX Runtime cannot open {path}. Check that it is a whole ONNX model with its external data beside it. {error.Message}",
                error);
        }
    }

    private static SessionOptions Settings(EncoderOptions options)
    {
        var settings = new SessionOptions
        {
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };

        // Waiting threads that spin take the cores from the rest of the pipeline.
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        settings.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        if (options.ExecutionProvider == "cuda") AddCuda(settings);
        return settings;
    }

    private static void AddCuda(SessionOptions settings)
    {
        try
        {
            settings.AppendExecutionProvider_CUDA();
        }
        catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            settings.Dispose();
            throw new EncoderConfigurationException(
                "The encoder's execution provider is cuda, but this build or machine cannot run it. Build with the package "
                + $"Microsoft.ML.OnnxRuntime.Gpu on a machine with CUDA, or set the execution provider to cpu. {error.Message}",
                error);
        }
    }
}
