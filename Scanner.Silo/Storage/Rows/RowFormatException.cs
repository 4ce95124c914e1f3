namespace Scanner.Silo.Storage.Rows;

/// <summary>The bytes of a row are not what <see cref="RowCodec"/> writes, or not of this row. The message says which.</summary>
internal sealed class RowFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
