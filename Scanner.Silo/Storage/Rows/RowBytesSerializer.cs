using Orleans.Storage;

namespace Scanner.Silo.Storage.Rows;

/// <summary>
/// Hands bytes through. <see cref="RowCodec"/> makes and reads them outside, because a serializer is not told which row it is for
/// and would work while a connection is held.
/// </summary>
internal sealed class RowBytesSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(((RowBytes)(object)input!).Content!);

    public T Deserialize<T>(BinaryData input) => (T)(object)new RowBytes { Content = input.ToArray() };
}
