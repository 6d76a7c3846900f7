using System.Text;
using AttentionFunctions.Store;

namespace AttentionFunctions.Train;

/// <summary>
/// The sequence model in a version's file: <c>sequence.shape</c> I32 (the numbers of <see cref="SequenceShape"/> in order),
/// <c>sequence.vectors</c> F32 (items × d), <c>sequence.body</c> F32 (see <see cref="SequenceLayout"/>), <c>sequence.scale</c> F32
/// (mean weight; 1 where times are clock times), <c>sequence.textSpace</c> U8 (UTF-8).
/// </summary>
internal static class SequenceTensors
{
    public static void Write(SafeTensorsWriter writer, SequenceModel model)
    {
        var shape = model.Layout.Shape;
        writer.Add("sequence.shape", Numbers(shape))
            .Add("sequence.vectors", model.ItemVectors, shape.Items, shape.Dimension)
            .Add("sequence.body", model.Body.Span)
            .Add("sequence.scale", [model.Scale.MeanWeight, model.Scale.RealTimes ? 1 : 0])
            .Add("sequence.textSpace", Encoding.UTF8.GetBytes(model.TextSpace));
    }

    public static SequenceModel Read(SafeTensors tensors)
    {
        var layout = new SequenceLayout(ShapeOf(tensors.Ints("sequence.shape")));
        var scale = tensors.Floats("sequence.scale");
        return new(layout, new(tensors.Floats("sequence.body")), Floats.Over(tensors.Memory("sequence.vectors")), new(scale[0], scale[1] > 0),
            Encoding.UTF8.GetString(tensors.Bytes("sequence.textSpace")));
    }

    public static int[] Numbers(SequenceShape shape) =>
        [shape.Items, shape.TextDimension, shape.Dimension, shape.Layers, shape.Heads, shape.Hidden, shape.Length];

    public static SequenceShape ShapeOf(ReadOnlySpan<int> n) => new(n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
}
